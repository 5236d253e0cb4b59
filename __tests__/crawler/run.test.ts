import { rm } from 'node:fs/promises';
import { formatDay } from '../../crawler/src/calendar-day';
import { EndOfRun } from '../../crawler/src/errors';
import { startFakeYahoo, type FakeYahoo } from './fake-yahoo';
import { crawl, day, listFiles, newLake, readBars, readCrossSections, weekdays } from './lake';

jest.setTimeout(30_000);

let lake: string;
let yahoo: FakeYahoo;

beforeEach(async () => {
  lake = await newLake();
  yahoo = await startFakeYahoo({
    AAPL: { bars: weekdays('2024-04-01', '2024-12-31') },
    '^GSPC': { bars: weekdays('2024-04-01', '2024-12-31', 40) },
  });
});

afterEach(async () => {
  await yahoo.close();
  await rm(lake, { recursive: true });
});

const run = (options: Partial<Parameters<typeof crawl>[0]> = {}) =>
  crawl({ lake, url: yahoo.url, symbols: ['AAPL', '^GSPC'], ...options });

describe('a first run', () => {
  test('writes at least a year of every symbol, by symbol and by date', async () => {
    yahoo.symbols.set('^GSPC', { bars: weekdays('2022-01-03', '2024-12-31') });
    const { outcome, exitCode, symbols } = await run();
    expect({ outcome, exitCode }).toEqual({ outcome: 'done', exitCode: 0 });
    const bars = await readBars(lake, '^GSPC');
    expect(formatDay(bars[0]?.day ?? 0) <= '2023-06-07').toBe(true);
    expect(formatDay(bars.at(-1)?.day ?? 0)).toBe('2024-06-07');
    expect(symbols['^GSPC']).toMatchObject({ status: 'updated', rows: bars.length });
    expect((await readCrossSections(lake)).get('^GSPC')).toEqual(bars);
  });

  test('writes no row later than the scheduled time, however late it runs', async () => {
    await run({ at: '2024-06-07T14:29:59Z' });
    expect((await readBars(lake, 'AAPL')).at(-1)?.day).toBe(day('2024-06-06'));
  });

  test('leaves a session that is still open at the scheduled time for the next run', async () => {
    const period = (text: string) => ({
      regular: {
        start: Date.parse(`${text}T13:30:00Z`) / 1000,
        end: Date.parse(`${text}T20:00:00Z`) / 1000,
      },
    });
    const set = (text: string) =>
      yahoo.symbols.set('AAPL', {
        bars: weekdays('2024-04-01', '2024-12-31'),
        meta: { currentTradingPeriod: period(text) },
      });
    set('2024-06-07');
    await run({ at: '2024-06-07T19:59:59Z' });
    expect((await readBars(lake, 'AAPL')).at(-1)?.day).toBe(day('2024-06-06'));
    set('2024-06-11');
    await run({ at: '2024-06-07T20:00:00Z' });
    expect((await readBars(lake, 'AAPL')).at(-1)?.day).toBe(day('2024-06-07'));
  });

  test('fetches from FROM and up to TO', async () => {
    await run({ from: '2024-05-01', to: '2024-05-31' });
    const bars = await readBars(lake, 'AAPL');
    expect([bars[0]?.day, bars.at(-1)?.day]).toEqual([day('2024-05-01'), day('2024-05-31')]);
  });

  test('drops days without prices, merges days that come twice and sorts the rest', async () => {
    const monday = day('2024-06-03');
    yahoo.symbols.set('AAPL', {
      bars: [
        { day: monday + 2, close: 12 },
        { day: monday, close: 10 },
        { day: monday + 1, close: null },
        { day: monday + 2, close: 13, secondOfDay: 72_000 },
      ],
    });
    await run({ symbols: ['AAPL'] });
    const bars = await readBars(lake, 'AAPL');
    expect(bars.map((bar) => [bar.day, bar.close])).toEqual([
      [monday, 10],
      [monday + 2, 13],
    ]);
  });
});

describe('a later run', () => {
  test('writes nothing when the same run is delivered again', async () => {
    await run();
    const before = await listFiles(lake);
    await run();
    expect(await listFiles(lake)).toEqual(before);
  });

  test('asks for what is new and ten sessions before it', async () => {
    await run();
    yahoo.requests.length = 0;
    await run({ at: '2024-06-14T22:00:00Z' });
    expect(yahoo.requests.map(({ symbol, from }) => [symbol, from])).toEqual([
      ['AAPL', '2024-05-26'],
      ['^GSPC', '2024-05-26'],
    ]);
    expect((await readBars(lake, 'AAPL')).at(-1)?.day).toBe(day('2024-06-14'));
  });

  test('lets FROM win over what the lake holds', async () => {
    await run({ from: '2024-05-01' });
    await run({ from: '2024-04-01' });
    expect((await readBars(lake, 'AAPL'))[0]?.day).toBe(day('2024-04-01'));
  });

  test('fetches the whole history again after a split', async () => {
    await run();
    const bars = weekdays('2024-04-01', '2024-12-31', 0.25);
    yahoo.symbols.set('AAPL', {
      bars,
      splits: [{ day: day('2024-06-10'), numerator: 4, denominator: 1 }],
    });
    await run({ at: '2024-06-14T22:00:00Z' });
    const stored = await readBars(lake, 'AAPL');
    const served = new Map(bars.map((bar) => [bar.day, bar.close]));
    expect(stored.map(({ close }) => close)).toEqual(stored.map((bar) => served.get(bar.day)));
    expect(stored[0]?.day).toBe(day('2024-04-01'));
    expect(stored.find((bar) => bar.day === day('2024-06-10'))?.splitFactor).toBe(4);
    expect((await readCrossSections(lake)).get('AAPL')).toEqual(stored);
  });
});

describe('a run in which something fails', () => {
  test('survives two failures in a row', async () => {
    yahoo.fault = (_symbol, response, request) => {
      if (request > 2) return false;
      response.writeHead(500).end('oops');
      return true;
    };
    expect((await run()).outcome).toBe('done');
  });

  test('keeps the rows of a symbol that fails, names it and exits with 1', async () => {
    await run();
    const before = await readBars(lake, 'AAPL');
    yahoo.fault = (symbol, response) => {
      if (symbol === 'AAPL') response.writeHead(500).end();
      return symbol === 'AAPL';
    };
    const { exitCode, symbols } = await run({ at: '2024-06-14T22:00:00Z' });
    expect(exitCode).toBe(1);
    expect(symbols).toMatchObject({
      AAPL: { status: 'failed', error: { kind: 'server_error' }, last: '2024-06-07' },
      '^GSPC': { status: 'updated' },
    });
    expect(await readBars(lake, 'AAPL')).toEqual(before);
  });

  test.each([
    [0.5, 0],
    [0.49, 1],
  ])('with a threshold of %d and one of two failed exits with %d', async (threshold, exitCode) => {
    yahoo.symbols.set('AAPL', { bars: [], meta: { exchangeTimezoneName: 7 } });
    expect((await run({ failureThreshold: threshold })).exitCode).toBe(exitCode);
  });

  test('asks once for a symbol that the vendor does not know', async () => {
    const { symbols, exitCode } = await run({ symbols: ['AAPL', 'GONE'] });
    expect(yahoo.requests.filter(({ symbol }) => symbol === 'GONE')).toHaveLength(1);
    expect(symbols['GONE']).toMatchObject({ status: 'no_data' });
    expect(exitCode).toBe(0);
  });

  test('fails when the vendor knows no symbol at all', async () => {
    expect((await run({ symbols: ['GONE', 'LOST'] })).exitCode).toBe(1);
  });

  test('pauses the whole host on a 429', async () => {
    let limitedAtMs = 0;
    yahoo.fault = (_symbol, response) => {
      if (limitedAtMs !== 0) return false;
      limitedAtMs = performance.now();
      response.writeHead(429, { 'retry-after': '2' }).end('Edge: Too Many Requests');
      return true;
    };
    const symbols = Array.from({ length: 6 }, (_, index) => `S${index}`);
    for (const symbol of symbols)
      yahoo.symbols.set(symbol, { bars: weekdays('2024-01-01', '2024-06-07') });
    const { outcome } = await run({ symbols, speed: 10, concurrency: 1 });
    const [, second] = yahoo.requests;
    expect(outcome).toBe('done');
    expect((second?.atMs ?? 0) - limitedAtMs).toBeGreaterThanOrEqual(198);
  });

  test('ends at the deadline with what it has, and exits with 1', async () => {
    yahoo.fault = (symbol) => symbol === '^GSPC';
    const { outcome, exitCode, symbols } = await run({ deadlineSeconds: 5, concurrency: 1 });
    expect({ outcome, exitCode }).toEqual({ outcome: 'deadline', exitCode: 1 });
    expect(symbols).toMatchObject({ AAPL: { status: 'updated' }, '^GSPC': { status: 'skipped' } });
    expect((await readBars(lake, 'AAPL')).length).toBeGreaterThan(40);
  });

  test('saves what is finished when it is interrupted, and exits with 75', async () => {
    const interruption = new AbortController();
    yahoo.fault = (symbol) => {
      if (symbol === '^GSPC') interruption.abort(new EndOfRun('interrupted', 'SIGTERM'));
      return symbol === '^GSPC';
    };
    const { exitCode } = await run({ signal: interruption.signal, concurrency: 1 });
    expect(exitCode).toBe(75);
    yahoo.fault = undefined;
    expect((await run()).symbols).toMatchObject({
      AAPL: { status: 'unchanged' },
      '^GSPC': { status: 'updated' },
    });
  });
});
