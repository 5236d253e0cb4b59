import type { ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { systemClock } from '../../../crawler/src/clock';
import { StopError } from '../../../crawler/src/errors';
import { barsKey } from '../../../crawler/src/public/layout';
import { fileStore } from '../../../crawler/src/store/file-store';
import {
  data,
  dates,
  endCrawling,
  fastClock,
  nextFriday,
  run,
  server,
  startCrawling,
} from './crawling';
import { weekdays, type Fault } from './yahoo-server';

beforeEach(startCrawling);
afterEach(endCrawling);

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

describe('symbols that fail whenever they are asked for', () => {
  const good = Array.from({ length: 18 }, (_, index) => `G${index}`);
  const bad = ['BAD1', 'BAD2'];
  const symbols = [...good, ...bad];
  const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024, ' '), { level: 1 });
  const error = (response: ServerResponse) => response.writeHead(500).end('sorry');

  /** Lets a symbol fail for good, as given by the number of the request about it. */
  function spoil(symbol: string, faultOf: (asked: number) => Fault): void {
    // More than a run asks for.
    const faults = Array.from({ length: 100 }, (_, index) => faultOf(index + 1));
    server.faults.set(symbol, faults);
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

  test('are asked again at the end for as long as an answer may take, and no longer', async () => {
    const silence: Fault = () => undefined;
    // Once the second pass has begun, each attempt takes as long as a request may.
    for (const symbol of bad) spoil(symbol, (asked) => (asked > 4 ? silence : error));
    const manifest = await run(
      { symbols, requestTimeoutSeconds: 1 },
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

  test('in no time are waited for at the end, each for as long as an answer may take', async () => {
    const slow: Fault = (_, answer) => setTimeout(answer, 500);
    // A host that had answered nobody would be given a rest.
    for (const symbol of good.slice(-5)) {
      server.faults.set(symbol, [error, error, error, error, slow]);
    }
    // Longer than each answer takes, and shorter than all of them.
    const requestTimeoutSeconds = 2;
    const manifest = await run(
      { symbols: good, concurrency: 1, requestTimeoutSeconds },
      { clock: systemClock, backoffMs: 1, perMinute: 60_000 },
    );
    expect(manifest).toMatchObject({ outcome: 'done', counts: { updated: 18, failed: 0 } });
  });

  test('and succeed at the end are updated', async () => {
    for (const symbol of bad) server.faults.set(symbol, [error, error, error, error]);
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
