import type { ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { systemClock, type Clock } from '../../../crawler/src/clock';
import { crawl, type CrawlDeps, type CrawlOptions } from '../../../crawler/src/run/crawl';
import { StopError } from '../../../crawler/src/errors';
import { createHttp } from '../../../crawler/src/vendor/http';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { barsKey, crossSectionKey } from '../../../crawler/src/public/layout';
import type { Manifest } from '../../../crawler/src/manifest/manifest';
import { Pacer } from '../../../crawler/src/vendor/pacer';
import { decodeBars, decodeCrossSection } from '../../../crawler/src/bars/parquet';
import { Quota } from '../../../crawler/src/vendor/quota';
import { yahoo } from '../../../crawler/src/sources/yahoo';
import { fileStore } from '../../../crawler/src/store/file-store';
import { VendorClient, type VendorClientOptions } from '../../../crawler/src/vendor/vendor-client';
import { opening, startYahoo, weekdays, type Row, type YahooServer } from './yahoo-server';

const friday = new Date('2026-11-20T23:00:00Z');
const nextFriday = new Date('2026-11-27T23:00:00Z');

let server: YahooServer;
let data: string;

beforeEach(async () => {
  server = await startYahoo();
  data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30'));
});
afterEach(async () => {
  await server.close();
  rmSync(data, { recursive: true });
});

/** Time that passes only while somebody sleeps, so that backoff and pacing take none. */
function fastClock(): Clock & { slept: number[] } {
  let now = Date.parse('2026-11-30T12:00:00Z');
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
      // Others have their turn meanwhile, and may end the run.
      await Promise.resolve();
      signal.throwIfAborted();
    },
    random: () => 0.5,
  };
}

function run(
  options: Partial<CrawlOptions> = {},
  {
    clock = fastClock(),
    stop = new AbortController(),
    store = fileStore(data),
    perMinute = 600,
    backoffMs = 500,
    keep,
  }: Partial<
    Pick<CrawlDeps, 'clock' | 'stop' | 'store'> &
      Pick<VendorClientOptions, 'backoffMs' | 'keep'> & { perMinute: number }
  > = {},
): Promise<Manifest> {
  return crawl(
    {
      symbols: ['AAPL'],
      scheduledTime: friday,
      concurrency: 4,
      failureThreshold: 0.1,
      crossSectionDays: 30,
      weekly: false,
      accept: [],
      ...options,
    },
    {
      source: yahoo,
      client: new VendorClient({
        source: yahoo,
        origin: server.url,
        headers: {},
        secrets: [],
        http: createHttp(1000),
        pacer: new Pacer(perMinute, clock),
        quota: new Quota(store, 'yahoo', {}, clock, Infinity),
        clock,
        backoffMs,
        signal: stop.signal,
        keep,
      }),
      store,
      clock,
      stop,
      onReport: () => undefined,
    },
  );
}

function read(key: string): Buffer {
  return readFileSync(join(data, key));
}

async function barsOf(symbol = 'AAPL') {
  return (await decodeBars(read(barsKey('yahoo', symbol)))).bars;
}

async function sectionOf(date: string) {
  return (await decodeCrossSection(read(crossSectionKey('yahoo', dayOfText(date))))).get('AAPL');
}

function nulls(time: number): Row {
  return { time, close: null };
}

function zeros(time: number): Row {
  return { time, close: 0, adjClose: 0, volume: 0 };
}

async function dates(symbol = 'AAPL'): Promise<string[]> {
  return (await barsOf(symbol)).map(({ day }) => textOfDay(day));
}

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

test('rows of nulls are dropped, and two rows of one day become one', async () => {
  server.rows.set('AAPL', [
    { time: opening('2026-11-19'), close: 2 },
    { time: opening('2026-11-18'), close: 1 },
    { time: opening('2026-11-17'), close: null },
    { time: opening('2026-11-19') + 60, close: 3 },
  ]);
  await run();
  const bars = await barsOf();
  expect(bars.map(({ day, close }) => [textOfDay(day), close])).toEqual([
    ['2026-11-18', 1],
    ['2026-11-19', 3],
  ]);
});

describe('an event on a day without prices', () => {
  const ex = opening('2026-11-18');
  const eventsAt = async (date: string) => {
    const found = (await barsOf()).find(({ day }) => day === dayOfText(date));
    return found && [found.dividend, found.splitFactor];
  };
  const rows = weekdays('2024-01-02', '2026-11-30');

  test.each([
    ['whose row has only nulls', () => rows.map((row) => (row.time === ex ? nulls(ex) : row))],
    ['of which there is no row', () => rows.filter(({ time }) => time !== ex)],
    ['whose row has only zeros', () => rows.map((row) => (row.time === ex ? zeros(ex) : row))],
  ])('%s goes to the next session', async (_, served) => {
    server.rows.set('AAPL', served());
    server.dividends.set('AAPL', [{ date: ex, amount: 0.25 }]);
    server.splits.set('AAPL', [{ date: ex, numerator: 4, denominator: 1 }]);
    await run();
    expect(await eventsAt('2026-11-18')).toBeUndefined();
    expect(await eventsAt('2026-11-19')).toEqual([0.25, 4]);
    // The window of the next run begins in the midst of it: it sees the very same.
    await run({ scheduledTime: new Date('2026-12-02T23:00:00Z') });
    server.requests.length = 0;
    await run({ scheduledTime: new Date('2026-12-03T23:00:00Z') });
    expect(server.requests).toHaveLength(1);
    expect(await eventsAt('2026-11-19')).toEqual([0.25, 4]);
  });

  test('that is the last one is named, and comes with the next run', async () => {
    const last = opening('2026-11-20');
    server.rows.set(
      'AAPL',
      rows.map((row) => (row.time === last ? nulls(last) : row)),
    );
    server.dividends.set('AAPL', [{ date: last, amount: 0.25 }]);
    const { symbols } = await run();
    expect(symbols['AAPL']).toMatchObject({
      status: 'updated',
      last: '2026-11-19',
      pending: [{ date: '2026-11-20', dividend: 0.25 }],
    });
    const kept = 1 - 0.25 / (rows.find(({ time }) => time === opening('2026-11-19'))?.close ?? 1);
    server.rows.set(
      'AAPL',
      rows
        .filter(({ time }) => time !== last)
        .map((row) => (row.time < last ? { ...row, adjClose: (row.close ?? 0) * kept } : row)),
    );
    const { symbols: next } = await run({ scheduledTime: nextFriday });
    expect(next['AAPL']).not.toHaveProperty('pending');
    expect(await eventsAt('2026-11-23')).toEqual([0.25, 1]);
    const paid = (await barsOf()).reduce((sum, { dividend }) => sum + dividend, 0);
    expect(paid).toBe(0.25);
  });
});

describe('zero', () => {
  test('is no price: a row of zeros is left for the next run', async () => {
    const last = opening('2026-11-20');
    const rows = weekdays('2024-01-02', '2026-11-30');
    server.rows.set(
      'AAPL',
      rows.map((row) => (row.time === last ? zeros(last) : row)),
    );
    const { symbols } = await run();
    expect(symbols['AAPL']).toMatchObject({ status: 'updated', last: '2026-11-19' });
    server.rows.set('AAPL', rows);
    await run({ scheduledTime: nextFriday });
    expect((await barsOf()).at(-6)).toMatchObject({
      day: dayOfText('2026-11-20'),
      close: rows.find(({ time }) => time === last)?.close,
    });
  });

  test('is a volume, and what is below is a price', async () => {
    server.rows.set('AAPL', [
      { time: opening('2026-11-18'), close: 18.27 },
      { time: opening('2026-11-19'), close: -37.63, volume: 0 },
      { time: opening('2026-11-20'), close: 10.01, adjClose: 0 },
    ]);
    await run();
    const bars = await barsOf();
    expect(bars.map(({ close, adjClose, volume }) => [close, adjClose, volume])).toEqual([
      [18.27, 18.27, 100],
      [-37.63, -37.63, 0],
      [10.01, null, 100],
    ]);
  });
});

test.each([
  ['comes to the dividend of its day', 0.197, 4.014, 4.211],
  ['is all there is', undefined, 4.014, 4.014],
  // So are all that Yahoo has of VWILX, DODFX and JENYX.
  ['is in the dividend of its day already', 7.857, 6.42, 7.857],
])('a distributed gain %s', async (_, amount, gain, expected) => {
  const date = opening('2026-11-18');
  if (amount !== undefined) server.dividends.set('AAPL', [{ date, amount }]);
  server.capitalGains.set('AAPL', [{ date, amount: gain }]);
  await run();
  const found = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-18'));
  expect(found?.dividend).toBe(expected);
});

test('a gain that was taken off the adjusted closes twice is taken off once', async () => {
  // DODFX in December 2025, and what yfinance makes of it.
  const date = opening('2026-11-19');
  server.rows.set('AAPL', [
    { time: opening('2026-11-17'), close: 16.5, adjClose: 15.277128 },
    { time: opening('2026-11-18'), close: 16.92, adjClose: 15.666 },
    { time: date, close: 16.22, adjClose: 16.22 },
  ]);
  server.dividends.set('AAPL', [{ date, amount: 0.837 }]);
  server.capitalGains.set('AAPL', [{ date, amount: 0.417 }]);
  await run();
  const found = (await barsOf()).map(({ adjClose, dividend }) => [adjClose, dividend]);
  expect(found).toEqual([
    [15.683777, 0],
    [16.083, 0],
    [16.22, 0.837],
  ]);
  // Once that is mended there is nothing to put back.
  server.rows.set('AAPL', [
    { time: opening('2026-11-17'), close: 16.5, adjClose: 15.683777 },
    { time: opening('2026-11-18'), close: 16.92, adjClose: 16.083 },
    { time: date, close: 16.22, adjClose: 16.22 },
  ]);
  const { symbols } = await run();
  expect(symbols['AAPL']?.status).toBe('unchanged');
});

test('cross-sections hold every symbol of their date', async () => {
  server.rows.set('^GSPC', weekdays('2026-11-16', '2026-11-30'));
  await run();
  await run({ symbols: ['^GSPC'] });
  const section = await decodeCrossSection(read(crossSectionKey('yahoo', dayOfText('2026-11-20'))));
  expect([...section.keys()]).toEqual(['AAPL', '^GSPC']);
  expect(await dates('^GSPC')).toHaveLength(5);
});

test('a long history looks at none of the cross-sections that do not get every symbol', async () => {
  const store = fileStore(data);
  const read: string[] = [];
  const seen = { ...store, read: (key: string) => (read.push(key), store.read(key)) };
  await run({ from: '2024-01-02' }, { store: seen });
  expect((await dates())[0]).toBe('2024-01-02');
  const days = read.flatMap((key) => /^bars_by_date.*dt=([\d-]+)/.exec(key)?.[1] ?? []).sort();
  // A Friday, and the first weekday of the thirty days before it.
  expect([days[0], days.at(-1)]).toEqual(['2026-10-21', '2026-11-20']);
});

test('a day that does not get every symbol any more keeps right those that it has', async () => {
  server.rows.set('MSFT', weekdays('2026-11-16', '2026-11-30'));
  await run();
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30', 0.25));
  server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
  await run({ symbols: ['AAPL', 'MSFT'], scheduledTime: nextFriday, crossSectionDays: 0 });
  const day = dayOfText('2026-11-20');
  const section = await decodeCrossSection(read(crossSectionKey('yahoo', day)));
  expect([...section.keys()]).toEqual(['AAPL']);
  expect(section.get('AAPL')?.close).toBe((await barsOf()).find((bar) => bar.day === day)?.close);
});

test('a day that the vendor took back leaves its cross-section after a run that did not come to it', async () => {
  await run();
  const restated = weekdays('2024-01-02', '2026-11-30', 0.25);
  server.rows.set(
    'AAPL',
    restated.filter(({ time }) => time !== opening('2026-11-18')),
  );
  server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
  const store = fileStore(data);
  const killed: typeof store = {
    ...store,
    write: (key, ...rest) =>
      /^bars\//.test(key) ? store.write(key, ...rest) : Promise.reject(new Error('killed')),
  };
  const accept = ['AAPL'];
  await expect(run({ scheduledTime: nextFriday, accept }, { store: killed })).rejects.toThrow(
    'killed',
  );
  expect(await dates()).not.toContain('2026-11-18');

  await run({ scheduledTime: nextFriday });
  await expect(sectionOf('2026-11-18')).resolves.toBeUndefined();
  const [bar] = (await barsOf()).filter(({ day }) => day === dayOfText('2026-11-19'));
  await expect(sectionOf('2026-11-19')).resolves.toEqual(bar);
});

describe('a run that another one overtakes on the way to the cross-sections', () => {
  /** Runs, and does something between the histories and the cross-sections. */
  async function overtaken(meanwhile: () => Promise<unknown>): Promise<void> {
    const store = fileStore(data);
    let passing: Promise<unknown> | undefined;
    const held: typeof store = {
      ...store,
      read: async (key) => {
        if (key.startsWith('bars_by_date/')) await (passing ??= meanwhile());
        return store.read(key);
      },
    };
    await run({}, { store: held });
  }

  test.each([
    ['a second delivery', friday, friday.getTime() + 1],
    ['a later run', nextFriday, nextFriday.getTime()],
  ])('leaves what %s corrected', async (_, scheduledTime, ingestedAtMs) => {
    await overtaken(async () => {
      const rows = weekdays('2024-01-02', '2026-11-30');
      const corrected = rows.map((row) =>
        row.time === opening('2026-11-20') ? { ...row, close: 199 } : row,
      );
      server.rows.set('AAPL', corrected);
      await run({ scheduledTime });
    });
    const bar = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-20'));
    expect(bar).toMatchObject({ close: 199, ingestedAtMs });
    await expect(sectionOf('2026-11-20')).resolves.toEqual(bar);
    const before = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-19'));
    expect(before?.ingestedAtMs).toBe(friday.getTime());
    await expect(sectionOf('2026-11-19')).resolves.toEqual(before);
  });

  test('brings back no day for good that a later run took out', async () => {
    await overtaken(async () => {
      const restated = weekdays('2024-01-02', '2026-11-30', 0.25);
      const withoutOne = restated.filter(({ time }) => time !== opening('2026-11-18'));
      server.rows.set('AAPL', withoutOne);
      server.splits.set('AAPL', [{ date: opening('2026-11-24'), numerator: 4, denominator: 1 }]);
      await run({ scheduledTime: nextFriday, accept: ['AAPL'] });
    });
    await run({ scheduledTime: nextFriday });
    expect(await dates()).not.toContain('2026-11-18');
    await expect(sectionOf('2026-11-18')).resolves.toBeUndefined();
    const bar = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-19'));
    await expect(sectionOf('2026-11-19')).resolves.toEqual(bar);
  });

  test('takes out no day that a later run brought back', async () => {
    await run();
    const restated = weekdays('2024-01-02', '2026-11-30', 0.25);
    const withoutOne = restated.filter(({ time }) => time !== opening('2026-11-18'));
    server.rows.set('AAPL', withoutOne);
    server.splits.set('AAPL', [{ date: opening('2026-10-20'), numerator: 4, denominator: 1 }]);
    await overtaken(async () => {
      server.rows.set('AAPL', restated);
      await run();
    });
    const bar = (await barsOf()).find(({ day }) => day === dayOfText('2026-11-18'));
    expect(bar).toBeDefined();
    await expect(sectionOf('2026-11-18')).resolves.toEqual(bar);
  });
});

describe('what fails in passing', () => {
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    (response: ServerResponse) => {
      response.writeHead(code, headers).end('sorry');
    };

  test('twice in a row is survived', async () => {
    server.faults.set('AAPL', [status(500), (response) => response.destroy()]);
    expect((await run()).symbols['AAPL']?.status).toBe('updated');
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ['a page instead of data', '<html>Are you a robot?</html>'],
    ['half an answer', '{"chart":{"result":[{"meta"'],
    ['a refusal with status 200', 'Too Many Requests\r\n'],
  ])('%s is tried again', async (_, body) => {
    server.faults.set('AAPL', [(response) => response.end(body)]);
    expect((await run()).symbols['AAPL']?.status).toBe('updated');
  });

  test('a 429 holds back every symbol for as long as it says', async () => {
    server.rows.set('MSFT', weekdays('2026-01-01', '2026-11-30'));
    server.faults.set('AAPL', [status(429, { 'retry-after': '120' })]);
    const clock = fastClock();
    await run({ symbols: ['AAPL', 'MSFT'], concurrency: 1 }, { clock });
    expect(clock.slept.some((ms) => ms > 110_000)).toBe(true);
  });

  test('in both passes fails the symbol, which keeps its rows', async () => {
    await run();
    const before = await dates();
    server.faults.set(
      'AAPL',
      Array.from({ length: 8 }, () => status(503)),
    );
    const manifest = await run({ scheduledTime: nextFriday });
    expect(manifest).toMatchObject({
      outcome: 'failed',
      symbols: {
        AAPL: {
          status: 'failed',
          class: 'server-error',
          error: 'the vendor answered 503',
          httpStatus: 503,
          attempts: 4,
        },
      },
    });
    expect(await dates()).toEqual(before);
  });
});

describe.each([
  // As it was written: by the first one, by one that noted nothing in a footer, and by the one before.
  ['without-ingested-at', 0],
  ['without-notes', Date.parse('2026-11-13T23:00:00Z')],
  ['before-doubts', Date.parse('2026-11-13T23:00:00Z')],
])('data that an earlier version left: %s', (name, ingestedAtMs) => {
  const symbols = ['AAPL', 'MSFT'];
  const days = ['2026-11-09', '2026-11-10', '2026-11-11', '2026-11-12', '2026-11-13'];
  const later = [
    ...days,
    ...[16, 17, 18, 19, 20, 23, 24, 25, 26, 27].map((day) => `2026-11-${day}`),
  ];
  const file = join(__dirname, 'earlier', `${name}.json`);
  const files = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  const closes = (factor: number) =>
    weekdays('2026-11-09', '2026-11-27', factor).map(({ close }) => close ?? 0);

  beforeEach(() => {
    for (const [key, text] of Object.entries(files)) {
      mkdirSync(dirname(join(data, key)), { recursive: true });
      writeFileSync(join(data, key), Buffer.from(text, 'base64'));
    }
    for (const symbol of symbols) server.rows.set(symbol, weekdays('2026-11-09', '2026-11-30'));
  });

  test('is read, and nothing of it is written again', async () => {
    const manifest = await run({ symbols, scheduledTime: new Date('2026-11-13T23:00:00Z') });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { unchanged: 2 } });
    const kept = Object.entries(files).filter(([key]) => !key.startsWith('_manifests/'));
    for (const [key, text] of kept) expect(read(key).toString('base64')).toBe(text);
  });

  test('is completed', async () => {
    const manifest = await run({ symbols, scheduledTime: nextFriday });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 2 } });
    for (const symbol of symbols) {
      const bars = await barsOf(symbol);
      expect(bars.map(({ day }) => textOfDay(day))).toEqual(later);
      expect(bars.map(({ close }) => close)).toEqual(closes(1));
      expect(bars.slice(0, 5).map((bar) => bar.ingestedAtMs)).toEqual(days.map(() => ingestedAtMs));
    }
    for (const date of days) {
      const key = crossSectionKey('yahoo', dayOfText(date));
      expect(read(key).toString('base64')).toBe(files[key]);
    }
    const added = await sectionOf('2026-11-27');
    expect(added).toEqual((await barsOf()).at(-1));
  });

  test('is rewritten by a split, cross-sections too', async () => {
    for (const symbol of symbols) {
      server.rows.set(symbol, weekdays('2026-11-09', '2026-11-30', 0.25));
      const split = { date: opening('2026-11-24'), numerator: 4, denominator: 1 };
      server.splits.set(symbol, [split]);
    }
    const manifest = await run({ symbols, scheduledTime: nextFriday });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 2 } });
    const bars = await barsOf();
    expect(bars.map(({ day }) => textOfDay(day))).toEqual(later);
    for (const [at, close] of closes(0.25).entries()) expect(bars[at]?.close).toBeCloseTo(close, 5);
    for (const [at, date] of days.entries()) {
      await expect(sectionOf(date)).resolves.toEqual(bars[at]);
    }
  });
});

describe('a file that is no Parquet of ours', () => {
  const theirs = new ByteWriter();
  void parquetWrite({
    writer: theirs,
    columnData: [{ name: 'price', data: [1, 2, 3], type: 'DOUBLE' }],
  });

  const history = barsKey('yahoo', 'AAPL');
  const section = crossSectionKey('yahoo', dayOfText('2026-11-25'));
  const empty = (): Uint8Array => Buffer.alloc(0);
  const text = (): Uint8Array => Buffer.from('symbol,date,close\nAAPL,2026-11-20,1\n');
  const start = (bytes: Buffer): Uint8Array => bytes.subarray(0, bytes.length / 2);
  const end = (bytes: Buffer): Uint8Array => bytes.subarray(bytes.length / 2);

  test.each<[string, string, (bytes: Buffer) => Uint8Array, string]>([
    ['a history', 'empty', empty, history],
    ['a history', 'a text', text, history],
    ['a history', 'cut off', start, history],
    ['a history', 'without its beginning', end, history],
    ['a history', 'of another program', () => theirs.getBytes(), history],
    ['weeks', 'of another program', () => theirs.getBytes(), barsKey('yahoo', 'AAPL', '1wk')],
    ['a cross-section', 'of another program', () => theirs.getBytes(), section],
  ])('is named and stays as it is: %s, %s', async (_, __, spoilt, key) => {
    const options = { symbols: ['AAPL', 'MSFT'], weekly: true, crossSectionDays: 3 };
    server.rows.set('MSFT', weekdays('2026-10-01', '2026-11-30'));
    await run({ ...options, scheduledTime: new Date('2026-11-25T23:00:00Z') });
    const bytes = spoilt(read(key));
    writeFileSync(join(data, key), bytes);
    // A day of each of the three is corrected, so that each would be written.
    const corrected = weekdays('2024-01-02', '2026-11-30').map((row) =>
      row.time === opening('2026-11-25') ? { ...row, close: (row.close ?? 0) + 0.01 } : row,
    );
    server.rows.set('AAPL', corrected);
    const again = { ...options, scheduledTime: nextFriday, failureThreshold: 1 };
    const { AAPL, MSFT } = (await run(again)).symbols;
    expect(AAPL).toMatchObject({ status: 'failed', class: 'store' });
    expect(AAPL?.error).toMatch(/ and stays as it is: move it away or delete it$/);
    expect(AAPL?.error?.startsWith(`${key} is no Parquet that we can read (`)).toBe(true);
    expect(read(key).equals(bytes)).toBe(true);
    expect(MSFT).toMatchObject({ status: 'updated' });

    rmSync(join(data, key));
    expect((await run(again)).symbols['AAPL']).not.toHaveProperty('error');
  });
});

describe('symbols that fail whenever they are asked for', () => {
  const good = Array.from({ length: 18 }, (_, index) => `G${index}`);
  const bad = ['BAD1', 'BAD2'];
  const symbols = [...good, ...bad];
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '), { level: 1 });
  const error = (response: ServerResponse): unknown => response.writeHead(500).end('sorry');
  type Fault = (response: ServerResponse) => unknown;

  /** Lets a symbol fail for good, as given by the number of the request about it. */
  function spoil(symbol: string, faultOf: (asked: number) => Fault | undefined): void {
    let asked = 0;
    const next = (): ((response: ServerResponse) => void) | undefined => {
      const fault = faultOf((asked += 1));
      return fault && ((response) => void fault(response));
    };
    server.faults.set(symbol, { shift: next });
  }

  beforeEach(() => {
    for (const symbol of symbols) server.rows.set(symbol, weekdays('2026-11-16', '2026-11-30'));
  });

  test.each<[string, Fault]>([
    ['500', error],
    ['a reset', (response) => response.socket?.resetAndDestroy()],
    ['half an answer', (response) => response.end('{"chart":{"result":[{"meta"')],
    ['a page with 200', (response) => response.end('<html>sorry</html>')],
    ['a bomb', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)],
  ])('do not hold up the others, nor the run: %s', async (_, fault) => {
    for (const symbol of bad) spoil(symbol, () => fault);
    const manifest = await run({ symbols });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 18, failed: 2 } });
    const ms = Date.parse(manifest.finishedAt) - Date.parse(manifest.startedAt);
    expect(ms).toBeLessThan(60_000);
  });

  test('are asked again at the end for as long as all took before, and no longer', async () => {
    const silence: Fault = () => undefined;
    // Once the second pass has begun, each attempt takes as long as a request may.
    for (const symbol of bad) spoil(symbol, (asked) => (asked > 4 ? silence : error));
    const manifest = await run(
      { symbols },
      { clock: systemClock, backoffMs: 10, perMinute: 60_000 },
    );
    expect(manifest).toMatchObject({
      outcome: 'done',
      symbols: { BAD1: { status: 'failed', class: 'server-error', attempts: 4 } },
    });
    const asked = server.requests.filter(({ symbol }) => symbol === 'BAD1').length;
    expect(asked).toBeGreaterThan(4);
    expect(asked).toBeLessThan(8);
  });

  test('and succeed at the end are updated', async () => {
    for (const symbol of bad) spoil(symbol, (asked) => (asked > 4 ? undefined : error));
    const manifest = await run({ symbols });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 20, failed: 0 } });
  });

  test.each([
    ['the deadline', 'deadline', 'done'],
    ['a signal', 'interrupted', 'interrupted'],
  ] as const)('%s that comes while they are asked again', async (_, reason, outcome) => {
    const stop = new AbortController();
    for (const symbol of bad) {
      spoil(symbol, (asked) => (response) => {
        if (asked > 4) stop.abort(new StopError(reason, 'over'));
        error(response);
      });
    }
    const manifest = await run({ symbols }, { stop });
    expect(manifest).toMatchObject({ outcome, counts: { updated: 18, failed: 2, skipped: 0 } });
    expect(manifest.symbols['BAD1']).toMatchObject({ class: 'server-error', attempts: 4 });
  });

  test('end no run at whose deadline they alone had not succeeded', async () => {
    const stop = new AbortController();
    let left = 2;
    for (const symbol of bad) {
      spoil(symbol, (asked) => (response) => {
        error(response);
        if (asked === 2) left -= 1;
        if (left === 0) stop.abort(new StopError('deadline', 'over'));
      });
    }
    // They are asked for when all others have been.
    const clock = systemClock;
    const manifest = await run({ symbols }, { stop, clock, backoffMs: 500, perMinute: 60_000 });
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 18, failed: 2 } });
  });
});

test('a symbol whose object another writer holds fails, and says who that is', async () => {
  await run();
  const before = await dates();
  server.rows.set('MSFT', weekdays('2026-11-02', '2026-11-30'));
  const key = createHash('sha256').update(barsKey('yahoo', 'AAPL')).digest('hex');
  mkdirSync(join(data, '.tmp'), { recursive: true });
  const holder = { host: 'elsewhere', system: '', pid: 17, start: '1' };
  symlinkSync(JSON.stringify(holder), join(data, '.tmp', `${key}.held`));
  const options = { symbols: ['AAPL', 'MSFT'], scheduledTime: nextFriday, failureThreshold: 0.5 };
  await expect(run(options, { store: fileStore(data, 100) })).resolves.toMatchObject({
    outcome: 'done',
    symbols: {
      AAPL: {
        status: 'failed',
        class: 'store',
        error: expect.stringMatching(
          /^bars\/v1\/.*symbol=AAPL\/data\.parquet is held by process 17 of host elsewhere, /,
        ) as string,
      },
      MSFT: { status: 'updated' },
    },
  });
  expect(await dates()).toEqual(before);
});

test('no data is not retried, and is told apart from a failure', async () => {
  const manifest = await run({ symbols: ['AAPL', 'GONE'], failureThreshold: 0.5 });
  expect(manifest).toMatchObject({
    outcome: 'done',
    counts: { updated: 1, 'no-data': 1, failed: 0 },
    symbols: { GONE: { status: 'no-data' } },
  });
  expect(server.requests.filter(({ symbol }) => symbol === 'GONE')).toHaveLength(1);
});

test.each([
  ['interrupted', 'interrupted'],
  ['deadline', 'failed'],
] as const)('a run that is stopped (%s) names what it skipped', async (reason, outcome) => {
  const stop = new AbortController();
  stop.abort(new StopError(reason, 'stopped'));
  const manifest = await run({}, { clock: fastClock(), stop });
  expect(manifest).toMatchObject({ outcome, symbols: { AAPL: { status: 'skipped' } } });
  expect(server.requests).toHaveLength(0);
});

test('a run that is stopped skips the symbols that wait for their turn', async () => {
  const symbols = ['A', 'B', 'C', 'D'];
  for (const symbol of symbols) server.rows.set(symbol, weekdays('2026-10-01', '2026-11-30'));
  const stop = new AbortController();
  // Whichever has its history read first is the first to ask.
  for (const symbol of symbols) {
    server.faults.set(symbol, [
      (response) => {
        stop.abort(new StopError('deadline', 'the deadline passed'));
        response.end();
      },
    ]);
  }
  const {
    outcome,
    counts,
    symbols: reports,
    // However busy the machine is, the first answer comes before the second turn.
  } = await run({ symbols }, { clock: systemClock, stop, perMinute: 2 });
  expect([outcome, counts.skipped]).toEqual(['failed', 4]);
  expect(reports['D']).toEqual({
    status: 'skipped',
    class: 'stopped',
    error: 'the deadline passed',
  });
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
