import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bar } from '../../../crawler/src/bars/bar';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { StopError } from '../../../crawler/src/errors';
import { VendorError } from '../../../crawler/src/vendor/vendor-error';
import { createHttp } from '../../../crawler/src/vendor/http';
import { Pacer } from '../../../crawler/src/vendor/pacer';
import { Quota } from '../../../crawler/src/vendor/quota';
import type { Ask, Fetched } from '../../../crawler/src/vendor/source';
import { sources, type SourceName } from '../../../crawler/src/sources/table';
import { fileStore } from '../../../crawler/src/store/file-store';
import { VendorClient } from '../../../crawler/src/vendor/vendor-client';

const asOfMs = Date.parse('2026-11-20T23:00:00Z');
const clock = { now: () => asOfMs, sleep: () => Promise.resolve(), random: () => 0 };

let server: Server;
let answer: (path: string) => { status?: number; body: unknown };
let asked: { path: string; headers: NodeJS.Dict<string | string[]> }[];

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', headers: request.headers });
    const { status = 200, body } = answer(request.url ?? '');
    response.statusCode = status;
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

function ask(symbol: string, from = '2026-11-18', to = '2026-11-21'): Ask {
  return { symbol, from: dayOfText(from), to: dayOfText(to) };
}

async function fetchFrom(name: SourceName, asks: Ask[], asOf = asOfMs): Promise<Fetched[]> {
  const source = await sources[name].load();
  const client = new VendorClient({
    source,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    headers: source.headers('key-1', 'key-2'),
    secrets: ['key-1', 'key-2'],
    http: createHttp(2000),
    pacer: new Pacer(100_000, clock),
    quota: new Quota(fileStore('/nowhere'), name, {}, clock, Infinity),
    clock,
    backoffMs: 1,
  });
  const found: Fetched[] = [];
  for await (const fetched of source.fetch(asks, client.asking(asOf, new AbortController().signal)))
    found.push(fetched);
  return found;
}

/** What matters of bars, day by day. */
function essence(bars: Fetched['bars'] | undefined): unknown[] {
  if (!Array.isArray(bars)) return [bars];
  return bars.map(({ day, open, close, volume, adjClose, dividend, splitFactor }: Bar) => [
    textOfDay(day),
    open,
    close,
    volume,
    adjClose,
    dividend,
    splitFactor,
  ]);
}

describe('alpaca', () => {
  const rows = (factor: number) =>
    ['2026-11-18', '2026-11-19', '2026-11-23'].map((date, index) => ({
      t: `${date}T05:00:00Z`,
      o: 9 * factor,
      h: 12 * factor,
      l: 8 * factor,
      c: (10 + index) * factor,
      v: 100,
      n: 1,
      vw: 10,
    }));

  it('asks for many symbols at once, puts pages together and both adjustments into one row', async () => {
    answer = (path) => {
      const url = new URL(path, 'http://alpaca');
      const factor = url.searchParams.get('adjustment') === 'all' ? 0.5 : 1;
      const [first, ...others] = rows(factor);
      return url.searchParams.has('page_token')
        ? { body: { bars: { AAPL: others, MSFT: rows(factor) }, next_page_token: null } }
        : { body: { bars: { AAPL: [first] }, next_page_token: 'next' } };
    };
    const found = await fetchFrom('alpaca', [ask('AAPL'), ask('MSFT')]);
    const expected = [
      ['2026-11-18', 9, 10, 100, 5, 0, 1],
      ['2026-11-19', 9, 11, 100, 5.5, 0, 1],
    ];
    expect(found.map(({ symbol, bars }) => [symbol, essence(bars)])).toEqual([
      ['AAPL', expected],
      ['MSFT', expected],
    ]);
    expect(asked).toHaveLength(4);
    expect(asked[0]?.headers).toMatchObject({
      'apca-api-key-id': 'key-1',
      'apca-api-secret-key': 'key-2',
    });
    const { searchParams } = new URL(asked[0]?.path ?? '', 'http://alpaca');
    // Younger prices than a quarter of an hour are not for everybody.
    expect(searchParams.get('end')).toBe('2026-11-20T22:44:00.000Z');
    expect(searchParams.has('feed')).toBe(false);
  });

  it.each([
    ['20:59', 1],
    ['21:15', 1],
    ['21:16', 2],
  ])(
    'takes a session for final when all of it could be asked for: at %s %d are',
    async (time, count) => {
      answer = () => ({ body: { bars: { AAPL: rows(1) }, next_page_token: null } });
      const asOf = Date.parse(`2026-11-19T${time}:00Z`);
      const [found] = await fetchFrom('alpaca', [ask('AAPL')], asOf);
      expect(essence(found?.bars)).toHaveLength(count);
    },
  );

  it('asks for each alone where one that it does not know fails the call', async () => {
    answer = (path) =>
      path.includes('BAD')
        ? { status: 400, body: { message: 'invalid symbol: BAD' } }
        : { body: { bars: { AAPL: rows(1) }, next_page_token: null } };
    const [good, bad] = await fetchFrom('alpaca', [ask('AAPL'), ask('BAD')]);
    expect(essence(good?.bars)).toHaveLength(2);
    expect(bad?.bars).toMatchObject({ failure: 'no-data' });
  });
});

describe('tiingo', () => {
  const row = {
    date: '2026-11-19T00:00:00.000Z',
    open: 90,
    high: 120,
    low: 80,
    close: 100,
    volume: 10,
    adjOpen: 9,
    adjHigh: 12,
    adjLow: 8,
    adjClose: 10,
    adjVolume: 100,
    divCash: 0.25,
    splitFactor: 10,
  };

  it('keeps prices as they were traded beside the adjusted close', async () => {
    answer = () => ({ body: [row, { ...row, date: '2026-11-21T00:00:00.000Z' }] });
    // A fortnight earlier than wanted, for the events of days without prices.
    const [found] = await fetchFrom('tiingo', [ask('BRK-B')]);
    expect(essence(found?.bars)).toEqual([['2026-11-19', 90, 100, 10, 10, 0.25, 10]]);
    expect(asked[0]?.path).toBe(
      '/tiingo/daily/BRK-B/prices?startDate=2026-11-04&endDate=2026-11-21&format=json',
    );
    expect(asked[0]?.headers['authorization']).toBe('Token key-1');
  });

  it('knows a spent day by its words, whatever the status', async () => {
    answer = () => ({ body: 'You have run over your daily request allocation, key-1.' });
    const error: unknown = await fetchFrom('tiingo', [ask('A')]).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(StopError);
    expect((error as StopError).cause).toMatchObject({ failure: 'limited-for-today' });
    expect(asked).toHaveLength(1);
  });
});

describe('tiingo, when the symbols of the month are spent', () => {
  const said =
    'You have run over your 500 symbol look up for this month. Please upgrade at https://api.tiingo.com/pricing to have your limits increased.';

  it.each([
    ['in plain words', said],
    ['as an error of its own', { detail: `Error: ${said}` }],
  ])('refuses a new symbol and no other (%s)', async (_, body) => {
    answer = () => ({ body });
    await expect(fetchFrom('tiingo', [ask('NEW')])).rejects.toMatchObject({
      failure: 'rejected',
      message: `the vendor says: ${said}`,
    });
  });
});

describe('massive', () => {
  const bar = { v: 100, vw: 10, o: 9, c: 10, h: 12, l: 8, n: 1 };
  const midnight = (date: string) => Date.parse(`${date}T05:00:00Z`);

  it('asks for the whole market day by day where that takes fewer calls', async () => {
    answer = (path) => {
      const date = /stocks\/([\d-]+)/.exec(path)?.[1] ?? '';
      const results = ['A', 'B', 'ZZZ'].map((T) => ({ T, ...bar, t: midnight(date) }));
      // Days off have no results.
      return { body: { status: 'OK', ...(date !== '2026-11-19' && { results }) } };
    };
    const found = await fetchFrom(
      'massive',
      ['A', 'B', 'C', 'D'].map((symbol) => ask(symbol)),
    );
    const expected = ['2026-11-18', '2026-11-20'].map((date) => [date, 9, 10, 100, null, 0, 1]);
    expect(found.map(({ symbol, bars }) => [symbol, essence(bars)])).toEqual([
      ['A', expected],
      ['B', expected],
      ['C', []],
      ['D', []],
    ]);
    expect(asked).toHaveLength(3);
    expect(asked[0]?.headers['authorization']).toBe('Bearer key-1');
  });

  describe('where the plan gives a day only when it is over', () => {
    const refusal = {
      status: 403,
      body: {
        status: 'NOT_AUTHORIZED',
        request_id: '0',
        message: "Attempted to request today's data before end of day. Please upgrade your plan.",
      },
    };
    const refuse = (today: string) => {
      answer = (path) => {
        const date = /stocks\/([\d-]+)/.exec(path)?.[1] ?? '';
        const results = ['A', 'B'].map((T) => ({ T, ...bar, t: midnight(date) }));
        return date === today ? refusal : { body: { status: 'OK', results } };
      };
    };
    const asksFrom = (from: string) => ['A', 'B', 'C', 'D'].map((symbol) => ask(symbol, from));

    it('leaves the last day out', async () => {
      refuse('2026-11-20');
      const found = await fetchFrom('massive', asksFrom('2026-11-18'));
      const dates = found.map(({ bars }) => essence(bars).map((row) => (row as unknown[])[0]));
      expect(dates).toEqual([['2026-11-18', '2026-11-19'], ['2026-11-18', '2026-11-19'], [], []]);
      expect(asked).toHaveLength(3);
    });

    it.each([
      ['an earlier day', '2026-11-19', '2026-11-18'],
      ['the only day', '2026-11-20', '2026-11-20'],
    ])('fails where it is %s', async (_, today, from) => {
      refuse(today);
      await expect(fetchFrom('massive', asksFrom(from))).rejects.toMatchObject({
        failure: 'rejected',
        message: expect.stringContaining("today's data before end of day") as string,
      });
    });
  });

  it('asks for a long history by symbol, and never whom the answer names', async () => {
    answer = (path) => ({
      body: path.includes('cursor')
        ? { status: 'OK', results: [{ ...bar, t: midnight('2026-11-19') }] }
        : {
            status: 'DELAYED',
            results: [{ ...bar, t: midnight('2026-11-18') }],
            next_url: 'https://elsewhere.example/v2/more?cursor=x',
          },
    });
    const [found] = await fetchFrom('massive', [ask('A', '2024-01-01')]);
    expect(essence(found?.bars).map((row) => (row as unknown[])[0])).toEqual([
      '2026-11-18',
      '2026-11-19',
    ]);
    expect(asked.map(({ path }) => path)[1]).toBe('/v2/more?cursor=x');
  });
});

const daily: SourceName[] = ['yahoo', 'alpaca', 'tiingo', 'massive'];

test.each(daily)(
  '%s: an answer of another shape is drift, and is not asked for again',
  async (name) => {
    answer = () => ({ body: { prices: [] } });
    const found = await fetchFrom(name, [ask('A')]).catch((error: unknown) => [{ bars: error }]);
    expect(found[0]?.bars).toBeInstanceOf(VendorError);
    expect(found[0]?.bars).toMatchObject({ failure: 'schema-drift' });
    expect(asked).toHaveLength(1);
  },
);

test('yahoo: an exchange whose zone nobody knows is drift, named with what it said', async () => {
  const meta = { currency: 'USD', exchangeTimezoneName: 'Mars/Olympus_Mons' };
  const chart = { result: [{ meta, timestamp: [], indicators: { quote: [] } }], error: null };
  answer = () => ({ body: { chart } });
  await expect(fetchFrom('yahoo', [ask('A')])).rejects.toMatchObject({
    failure: 'schema-drift',
    message:
      'the answer has another shape than expected at chart.result.0.meta.exchangeTimezoneName: ' +
      'must be the name of a time zone, got "Mars/Olympus_Mons"',
  });
});

test.each(daily.slice(1))(
  '%s: a key that is refused ends the run, and is told to nobody',
  async (name) => {
    answer = () => ({
      status: 401,
      body: { message: 'bad key-1', error: 'Unknown API Key key-1' },
    });
    const error: unknown = await fetchFrom(name, [ask('A')]).catch((one: unknown) => one);
    expect(error).toBeInstanceOf(StopError);
    expect((error as StopError).message).not.toContain('key-1');
    expect(asked).toHaveLength(1);
  },
);

test.each(daily)('%s: an unknown symbol has no data', async (name) => {
  answer = () => ({ status: 404, body: { detail: 'Not found.' } });
  const found = await fetchFrom(name, [ask('A')]).catch((error: unknown) => [{ bars: error }]);
  expect(found[0]?.bars).toMatchObject({ failure: 'no-data', httpStatus: 404 });
});
