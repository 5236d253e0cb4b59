import type { Clock } from '../../../crawler/src/clock';
import { StopError } from '../../../crawler/src/errors';
import { VendorError, type Failure } from '../../../crawler/src/vendor/vendor-error';
import type { Answer, Http } from '../../../crawler/src/vendor/http';
import { Pacer } from '../../../crawler/src/vendor/pacer';
import { Quota } from '../../../crawler/src/vendor/quota';
import { yahoo } from '../../../crawler/src/sources/yahoo';
import { fileStore } from '../../../crawler/src/store/file-store';
import { VendorClient } from '../../../crawler/src/vendor/vendor-client';

const start = Date.parse('2026-11-20T23:00:00Z');
const backoffMs = 500;
const secret = 'hush-0123456789';
/** The signal of a run that nobody ends. */
const forever = new AbortController().signal;
let now: number;
/** When each request was sent, in milliseconds from the beginning. */
let sent: number[];

beforeEach(() => {
  now = start;
  sent = [];
});

const clock: Clock = {
  now: () => now,
  sleep: (ms, signal) => {
    now += ms;
    return signal.aborted ? Promise.reject(signal.reason as Error) : Promise.resolve();
  },
  random: () => 1,
};

type Reply = Failure | { status: number; text?: string; headers?: Record<string, string> };
const fine: Reply = { status: 200, text: '{}' };

/** A client whose requests, counted from 0, are answered as given. */
function client(replyTo: (request: number, path: string) => Reply): VendorClient {
  const http: Http = {
    get: (url): Promise<Answer> => {
      const reply = replyTo(sent.length, url.slice('http://vendor'.length));
      sent.push(now - start);
      if (typeof reply === 'string') return Promise.reject(new VendorError(reply, reply));
      const { status, text = 'sorry', headers = {} } = reply;
      return Promise.resolve({ status, text, header: (name) => headers[name] });
    },
  };
  return new VendorClient({
    source: yahoo,
    origin: 'http://vendor',
    headers: {},
    secrets: [secret],
    http,
    pacer: new Pacer(100_000, clock),
    quota: new Quota(fileStore('/nowhere'), 'yahoo', {}, clock, Infinity),
    clock,
    backoffMs,
  });
}

/** What becomes of one request after the other, until one of them ends the run. */
async function ask(of: VendorClient, requests: number): Promise<unknown[]> {
  const ends: unknown[] = [];
  for (let asked = 0; asked < requests; asked += 1) {
    const end = await of
      .asking(start, forever)
      .get('/x', 'x')
      .catch((error: unknown) => error);
    ends.push(end);
    if (end instanceof StopError) break;
  }
  return ends;
}

test('tells of each answer that has data, and of no failure', async () => {
  const replies: Reply[] = ['network', fine, 'network', 'no-data', fine];
  const of = client((request) => replies[request] ?? 'rejected');
  const answered: number[] = [];
  const asking = of.asking(start, forever, () => answered.push(sent.length));
  for (let asked = 0; asked < 4; asked += 1) await asking.get('/x', 'x').catch(() => undefined);
  expect(answered).toEqual([2, 5]);
});

test('waits longer before each retry, and gives a request up after four attempts', async () => {
  const [end] = await ask(
    client(() => 'network'),
    1,
  );
  expect(end).toMatchObject({ failure: 'network' });
  expect(sent).toEqual([0, 1000, 3000, 7000]);
});

test('tells no part of a key, wherever a long message is cut', async () => {
  const padded = (length: number): Reply => ({
    status: 404,
    text: JSON.stringify({
      chart: {
        result: null,
        error: { code: 'Bad', description: `${'x'.repeat(length)} ${secret}` },
      },
    }),
  });
  const lengths = Array.from({ length: 40 }, (_, index) => 255 + index);
  const told = await ask(
    client((request) => padded(lengths[request] ?? 0)),
    lengths.length,
  );
  expect(told.map((error) => (error as VendorError).message.length)).toContain(300);
  for (const error of told) expect((error as VendorError).message).not.toContain('hush');
});

describe('the circuit breaker', () => {
  test('rests after ten failures in a row, whatever they were about', async () => {
    await ask(
      client((request) => (request < 10 ? 'network' : fine)),
      3,
    );
    // The third request is the eleventh attempt: after sixty backoffs and not after one.
    const waits = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(Math.max(...waits.slice(0, 9))).toBeLessThan(60 * backoffMs);
    expect(waits[9]).toBeGreaterThanOrEqual(60 * backoffMs);
  });

  test('starts to count again with every answer, and "no data" is one', async () => {
    const reply = (request: number): Reply =>
      request % 3 === 2 ? { status: 404, text: '{"chart":{"result":null}}' } : 'network';
    await ask(client(reply), 20);
    const waits = sent.slice(1).map((at, index) => at - (sent[index] ?? 0));
    expect(sent.length).toBeGreaterThan(50);
    expect(Math.max(...waits)).toBeLessThan(60 * backoffMs);
  });

  test('ends the run when eight rests have not helped', async () => {
    const ends = await ask(
      client(() => 'network'),
      1000,
    );
    expect(ends.at(-1)).toBeInstanceOf(StopError);
    expect(ends.at(-1)).toMatchObject({
      reason: 'vendor',
      message: 'network; still so after 8 pauses: ask less often, or later',
    });
    expect(sent.length).toBeLessThan(100);
  });
});

describe('requests that fail while others are answered', () => {
  const page = { status: 200, text: '<html>sorry</html>' };
  const later = { status: 503, headers: { 'retry-after': '5' } };
  const kinds: [string, Reply][] = [
    ['500', { status: 500 }],
    ['a reset', 'network'],
    ['half an answer', { status: 200, text: '{"chart":{"result":[{"meta"' }],
    ['a bomb', 'broken-answer'],
    ['a page', page],
    ['no answer', 'timeout'],
    ['503 with a time to wait', later],
  ];

  /** Requests one after the other, of which those named bad always fail. */
  async function inOrder(reply: Reply, names: string): Promise<unknown[]> {
    const of = client((_, path) => (path.startsWith('/bad') ? reply : fine));
    const ends: unknown[] = [];
    for (const [index, name] of names.split('').entries()) {
      const path = name === '-' ? `/bad${index}` : `/good${index}`;
      const asked = of.asking(start, forever).get(path, path);
      ends.push(await asked.catch((error: unknown) => error));
    }
    return ends;
  }

  test.each(kinds)('say nothing about the host: %s', async (_, reply) => {
    const ends = await inOrder(reply, '+++------++');
    expect(ends.filter((end) => end instanceof VendorError)).toHaveLength(6);
    expect(ends.filter((end) => end instanceof StopError)).toEqual([]);
    // Each its own backoffs, of seven seconds in all, or the time it was told to wait; no rest of the host.
    expect(now - start).toBeLessThan(6 * (reply === later ? 16_000 : 8_000));
    // Four attempts each, and the question whether others are answered.
    expect(sent.length).toBeLessThanOrEqual(5 + 6 * 5);
  });

  test.each(kinds)('come to an end before the host has answered anybody: %s', async (_, reply) => {
    const ends = await inOrder(reply, '--++++');
    expect(ends.filter((end) => end instanceof VendorError)).toHaveLength(2);
    expect(ends.filter((end) => end instanceof StopError)).toEqual([]);
    // A page may be meant for all who ask, so it is met with growing pauses.
    expect(now - start).toBeLessThan(reply === page ? 330_000 : 60_000);
  });

  test.each(kinds.slice(0, 4))('are left for others after a rest: %s', async (_, reply) => {
    const ends = await inOrder(reply, '----++++');
    expect(ends.filter((end) => end instanceof VendorError)).toHaveLength(4);
    expect(ends.filter((end) => end instanceof StopError)).toEqual([]);
  });

  test.each(kinds)('survive two in a row, whoever else was answered: %s', async (_, reply) => {
    for (const names of ['bad', 'ok bad', 'bad bad bad']) {
      const asked = new Map<string, number>();
      const of = client((_, path) => {
        const count = (asked.get(path) ?? 0) + 1;
        asked.set(path, count);
        return path.includes('bad') && count <= 2 ? reply : fine;
      });
      for (const [index, name] of names.split(' ').entries()) {
        const path = `/${name}${index}`;
        await expect(of.asking(start, forever).get(path, path)).resolves.toEqual({});
      }
    }
  });

  test('are told for all when there were too many requests', async () => {
    const replies: Reply[] = [fine, page, fine, { status: 429, headers: { 'retry-after': '60' } }];
    const of = client((request) => replies[request] ?? fine);
    await ask(of, 2);
    expect(sent).toHaveLength(5);
    expect((sent[4] ?? 0) - (sent[3] ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  test('are alone, too, where what was answered before is not there any more', async () => {
    const of = client((_, path) => {
      if (path === '/page') return sent.length === 0 ? fine : { status: 404, text: '{}' };
      return 'server-error';
    });
    for (const path of ['/page', '/a', '/b', '/c', '/d', '/e', '/f']) {
      await of
        .asking(start, forever)
        .get(path, path)
        .catch(() => undefined);
    }
    expect(now - start).toBeLessThan(6 * 8_000);
  });

  test('are the host itself, when it does not answer any more what it did', async () => {
    const of = client((request) => (request < 3 ? fine : 'server-error'));
    const ends = await ask(of, 1000);
    expect(ends.at(-1)).toMatchObject({ reason: 'vendor' });
    // Eight rests, of which the longer ones take five minutes.
    expect(now - start).toBeGreaterThan(20 * 60_000);
    expect(sent.length).toBeLessThan(100);
  });

  test('make the host rest all the same where it says that there were too many', async () => {
    await inOrder({ status: 429, headers: { 'retry-after': '60' } }, '++-++');
    expect(now - start).toBeGreaterThan(4 * 60_000);
    expect(sent.length).toBeLessThanOrEqual(9);
  });
});

test('a request that had failed when the deadline passed has failed, and not only been skipped', async () => {
  const abort = new AbortController();
  const of = client((request) => {
    if (request === 1) abort.abort(new StopError('deadline', 'over'));
    return 'server-error';
  });
  const end: unknown = await of
    .asking(start, abort.signal)
    .get('/x', 'x')
    .catch((error: unknown) => error);
  expect(end).toMatchObject({ reason: 'deadline', cause: { failure: 'server-error' } });
});

test('retries no more than a budget that the requests of the run earn', async () => {
  // Every other attempt fails, so that the breaker never rests and each request wants a retry.
  const of = client((request) => (request % 2 === 0 ? 'server-error' : fine));
  const ends = await ask(of, 400);
  const { requests, retries } = of.traffic;
  const failed = ends.filter((end) => end instanceof VendorError).length;
  expect(failed).toBeGreaterThan(0);
  expect(retries).toBeLessThanOrEqual(100 + 0.2 * requests + 1);
  expect(retries).toBeGreaterThan(100);
});

describe('Retry-After', () => {
  const limited = (headers: Record<string, string>) =>
    client((request) => (request === 0 ? { status: 429, headers } : fine));

  test.each([
    ['in seconds', { 'retry-after': '90' }],
    ['as a date', { 'retry-after': 'Fri, 20 Nov 2026 23:01:30 GMT' }],
    [
      'as a date of a clock that is an hour off',
      {
        'retry-after': 'Fri, 20 Nov 2026 22:01:30 GMT',
        date: 'Fri, 20 Nov 2026 22:00:00 GMT',
      },
    ],
  ])('%s is waited for', async (_, headers) => {
    await ask(limited(headers), 1);
    expect(sent[1]).toBeGreaterThanOrEqual(90_000);
    expect(sent[1]).toBeLessThan(92_000);
  });

  test('is believed for five minutes at most', async () => {
    await ask(limited({ 'retry-after': '86400' }), 1);
    expect(sent[1]).toBeGreaterThanOrEqual(300_000);
    expect(sent[1]).toBeLessThan(302_000);
  });
});
