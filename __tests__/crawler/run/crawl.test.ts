import type { ServerResponse } from 'node:http';
import { StopError } from '../../../crawler/src/errors';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { barsKey, crossSectionKey } from '../../../crawler/src/public/layout';
import type { Manifest } from '../../../crawler/src/manifest/manifest';
import { decodeCrossSection } from '../../../crawler/src/bars/parquet';
import { fileStore } from '../../../crawler/src/store/file-store';
import {
  barsOf,
  data,
  dates,
  endCrawling,
  fastClock,
  nextFriday,
  read,
  run,
  server,
  startCrawling,
} from './crawling';
import { opening, weekdays } from './yahoo-server';

beforeEach(startCrawling);
afterEach(endCrawling);

test('a new symbol gets at least a year, up to the scheduled time and no further', async () => {
  const manifest = await run();
  const all = await dates();
  expect(all[0]).toBe('2025-10-16');
  expect(all.at(-1)).toBe('2026-11-20');
  expect(all).toEqual([...new Set(all)].sort());
  expect(manifest).toMatchObject({
    run: '20261120T230000Z',
    outcome: 'done',
    symbols: { AAPL: { status: 'updated', rows: all.length, last: '2026-11-20' } },
  });
});

test.each(['M&M.NS', 'BACpL'])('%s is asked for and kept by that name', async (symbol) => {
  server.rows.set(symbol, weekdays('2026-11-16', '2026-11-30'));
  await run({ symbols: [symbol] });
  expect(server.requests.map((request) => request.symbol)).toEqual([symbol]);
  expect(await dates(symbol)).toHaveLength(5);
  expect(barsKey('yahoo', symbol)).toContain(`/symbol=${symbol}/`);
});

test('a session that was not over at the scheduled time is left for the next run', async () => {
  await run({ scheduledTime: new Date('2026-11-20T20:59:00Z') });
  expect((await dates()).at(-1)).toBe('2026-11-19');
  await run({ scheduledTime: new Date('2026-11-20T21:00:00Z') });
  expect((await dates()).at(-1)).toBe('2026-11-20');
});

test('the same run again writes no byte', async () => {
  await run();
  const before = read(barsKey('yahoo', 'AAPL'));
  const manifest = read('_manifests/source=yahoo/run=20261120T230000Z.json');
  const again = await run();
  expect(again.symbols['AAPL']?.status).toBe('unchanged');
  expect(read(barsKey('yahoo', 'AAPL')).equals(before)).toBe(true);
  expect(read('_manifests/source=yahoo/run=20261120T230000Z.json').equals(manifest)).toBe(true);
});

describe('a second delivery of a run', () => {
  const key = '_manifests/source=yahoo/run=20261120T230000Z.json';
  const broken = (response: ServerResponse) => response.writeHead(503).end('sorry');
  const written = () => JSON.parse(read(key).toString()) as Manifest;

  test('leaves the manifest of one that succeeded, and fails by itself', async () => {
    await run();
    const before = read(key);
    server.faults.set(
      'AAPL',
      Array.from({ length: 8 }, () => broken),
    );
    await expect(run()).resolves.toMatchObject({ outcome: 'failed', counts: { failed: 1 } });
    expect(read(key).equals(before)).toBe(true);
    const stop = new AbortController();
    stop.abort(new StopError('deadline', 'stopped'));
    const skipped = await run({}, { clock: fastClock(), stop });
    expect(skipped).toMatchObject({ outcome: 'failed', counts: { skipped: 1 } });
    expect(read(key).equals(before)).toBe(true);
  });

  test('adds what it got, and says what nobody got', async () => {
    const symbols = ['AAPL', 'MSFT', 'F'];
    server.rows.set('MSFT', weekdays('2026-11-02', '2026-11-30'));
    await run({ symbols });
    const { AAPL } = written().symbols;
    server.rows.set('F', weekdays('2026-11-02', '2026-11-30'));
    server.rows.delete('MSFT');
    server.faults.set(
      'AAPL',
      Array.from({ length: 8 }, () => broken),
    );
    const second = await run({ symbols });
    expect(second).toMatchObject({ outcome: 'failed', counts: { updated: 1, failed: 1 } });
    expect(written()).toMatchObject({
      outcome: 'failed',
      counts: { updated: 2, 'no-data': 1, failed: 0 },
      symbols: { AAPL, MSFT: { status: 'no-data' }, F: { status: 'updated' } },
    });
  });

  test('names what it did not come to as the first one did', async () => {
    await run({ symbols: ['AAPL', 'GONE'], failureThreshold: 0.5 });
    const before = read(key);
    const stop = new AbortController();
    stop.abort(new StopError('interrupted', 'stopped'));
    const more = { clock: fastClock(), stop };
    await run({ symbols: ['AAPL', 'GONE'], failureThreshold: 0.5 }, more);
    expect(read(key).equals(before)).toBe(true);
    await run({ symbols: ['AAPL', 'NEW'] }, more);
    expect(written()).toMatchObject({
      outcome: 'interrupted',
      symbols: { AAPL: { status: 'updated' }, NEW: { status: 'skipped' } },
    });
  });
});

test('a part of a run leaves a manifest of its own, apart from those of other jobs', async () => {
  for (const jobName of ['nightly', 'hourly', undefined]) {
    await run({ jobName, shard: '0001' });
    const job = jobName === undefined ? '' : `/job=${jobName}`;
    const key = `_manifests/source=yahoo/run=20261120T230000Z${job}/shard=0001.json`;
    expect(JSON.parse(read(key).toString())).toMatchObject({ shard: '0001', outcome: 'done' });
  }
});

test('the next run fetches ten sessions again and appends what is new', async () => {
  await run();
  const before = await dates();
  const asked = server.requests.length;
  await run({ scheduledTime: nextFriday });
  expect(await dates()).toEqual([
    ...before,
    '2026-11-23',
    '2026-11-24',
    '2026-11-25',
    '2026-11-26',
    '2026-11-27',
  ]);
  expect(server.requests.length - asked).toBe(1);
});

test('FROM goes before what is stored, and TO ends the run', async () => {
  await run();
  await run({ from: '2025-01-02', to: '2025-01-10' });
  const all = await dates();
  expect(all[0]).toBe('2025-01-02');
  expect(all).toContain('2025-01-10');
  expect(all).not.toContain('2025-01-13');
  expect(all.at(-1)).toBe('2026-11-20');
});

test('FROM after what is stored leaves no hole, and a split before it is seen', async () => {
  await run({ scheduledTime: new Date('2026-10-16T23:00:00Z') });
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30', 0.25));
  server.splits.set('AAPL', [{ date: opening('2026-10-20'), numerator: 4, denominator: 1 }]);
  const manifest = await run({ from: '2026-11-09' });
  expect(manifest.symbols['AAPL']).toMatchObject({ status: 'updated', restated: true });
  const wanted = weekdays('2025-09-11', '2026-11-20', 0.25);
  const bars = await barsOf();
  expect(bars.map(({ day }) => opening(textOfDay(day)))).toEqual(wanted.map(({ time }) => time));
  for (const [at, { close }] of bars.entries()) {
    expect(close).toBeCloseTo(wanted[at]?.close ?? 0, 5);
  }
});

test('a split rewrites the whole history of the symbol', async () => {
  await run();
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30', 0.25));
  server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
  await run({ scheduledTime: nextFriday });
  const bars = await barsOf();
  const expected = new Map(
    weekdays('2024-01-02', '2026-11-30', 0.25).map(({ time, close }) => [time, close ?? 0]),
  );
  expect(bars).toHaveLength(292);
  for (const bar of bars)
    expect(bar.close).toBeCloseTo(expected.get(opening(textOfDay(bar.day))) ?? 0, 5);
  expect(bars.find(({ day }) => day === dayOfText('2026-11-24'))?.splitFactor).toBe(4);
});

test('a run does not lay its rows over a history that another one has rewritten meanwhile', async () => {
  await run({ scheduledTime: new Date('2026-11-18T23:00:00Z') });
  const store = fileStore(data);
  let rewriting: Promise<unknown> | undefined;
  const overtaken: typeof store = {
    ...store,
    write: async (key, ...rest) => {
      if (key.startsWith('bars/')) {
        server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30', 0.25));
        server.splits.set('AAPL', [{ date: opening('2026-11-19'), numerator: 4, denominator: 1 }]);
        await (rewriting ??= run());
      }
      return store.write(key, ...rest);
    },
  };
  const manifest = await run({ scheduledTime: nextFriday }, { store: overtaken });
  expect(manifest.symbols['AAPL']).toMatchObject({ last: '2026-11-27', restated: true });
  const wanted = weekdays('2025-10-14', '2026-11-27', 0.25);
  const closes = (await barsOf()).map(({ close }) => close);
  expect(closes).toHaveLength(wanted.length);
  for (const [at, { close }] of wanted.entries()) {
    expect(closes[at]).toBeCloseTo(close ?? 0, 5);
  }
});

test('a vendor that has too little of a history it rewrote is told with what to do', async () => {
  await run();
  const before = await dates();
  server.rows.set('AAPL', weekdays('2026-03-02', '2026-11-30', 0.25));
  const { symbols } = await run({ scheduledTime: nextFriday });
  expect(symbols['AAPL']).toMatchObject({
    status: 'failed',
    class: 'short-history',
    error:
      'the vendor has rewritten its past and has 195 of the 287 days we have; to begin again with ' +
      'those, delete bars/v1/interval=1d/source=yahoo/symbol=AAPL/data.parquet',
  });
  expect(await dates()).toEqual(before);
});

test('the answer with a whole history has a name of its own among those that are kept', async () => {
  await run();
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30', 0.25));
  server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
  const kept = new Map<string, number>();
  const keep = (name: string, text: string): Promise<void> => {
    kept.set(name, text.length);
    return Promise.resolve();
  };
  await run({ scheduledTime: nextFriday }, { keep });
  expect([...kept.keys()]).toEqual(['AAPL', 'AAPL.whole']);
  expect(kept.get('AAPL.whole')).toBeGreaterThan(5 * (kept.get('AAPL') ?? Infinity));
});

test('two runs at once lose no row and double none, with a clock an hour ahead of the disk', async () => {
  const symbols = ['A', 'B', 'C', 'D'];
  for (const symbol of symbols) server.rows.set(symbol, weekdays('2026-10-01', '2026-11-30'));
  const { now } = Date;
  const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + 3_600_000);
  try {
    await Promise.all([run({ symbols }), run({ symbols, scheduledTime: nextFriday })]);
  } finally {
    clock.mockRestore();
  }
  for (const symbol of symbols) expect((await dates(symbol)).at(-1)).toBe('2026-11-27');
  const section = await decodeCrossSection(read(crossSectionKey('yahoo', dayOfText('2026-11-20'))));
  expect([...section.keys()]).toEqual(symbols);
});
