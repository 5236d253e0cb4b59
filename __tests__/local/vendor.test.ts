import { startVendor, vendorBars } from '../../local/vendor';

let vendor: Awaited<ReturnType<typeof startVendor>>;
beforeAll(async () => {
  vendor = await startVendor();
});
afterAll(() => vendor.close());

interface Chart {
  readonly chart: {
    readonly result: readonly {
      readonly meta: { readonly symbol: string };
      readonly timestamp?: readonly number[];
      readonly indicators: { readonly quote: readonly { readonly close?: readonly number[] }[] };
    }[];
    readonly error: unknown;
  };
}

async function chart(symbol: string, from: string, to: string) {
  const period = `period1=${Date.parse(from) / 1000}&period2=${Date.parse(to) / 1000}`;
  const response = await fetch(
    `${vendor.url}/v8/finance/chart/${encodeURIComponent(symbol)}?${period}`,
  );
  return { status: response.status, body: (await response.json()) as Chart };
}

test('serves the rows of the data set within the period, at the hour the session opens', async () => {
  // The data set's 2000-01-03 to 2000-01-05, 522 weeks later.
  const { body } = await chart('^GSPC', '2010-01-04', '2010-01-07');
  const [result] = body.chart.result;
  expect(result?.timestamp?.map((time) => new Date(time * 1000).toISOString())).toEqual([
    '2010-01-04T14:30:00.000Z',
    '2010-01-05T14:30:00.000Z',
    '2010-01-06T14:30:00.000Z',
  ]);
  expect(result?.indicators.quote[0]?.close?.map((close) => close.toFixed(2))).toEqual([
    '1455.22',
    '1399.42',
    '1402.11',
  ]);
});

test('opens an hour earlier in UTC while New York has daylight saving', async () => {
  const { body } = await chart('^GSPC', '2010-07-05', '2010-07-07');
  const [time = 0] = body.chart.result[0]?.timestamp ?? [];
  expect(new Date(time * 1000).toISOString()).toMatch(/T13:30:00/);
});

test('leaves the times out where there are none, as the real one does', async () => {
  const { body } = await chart('AAPL', '1990-01-01', '1990-02-01');
  expect(body.chart.result[0]).not.toHaveProperty('timestamp');
  expect(body.chart.result[0]?.indicators.quote).toEqual([{}]);
});

test('knows no other symbol', async () => {
  const { status, body } = await chart('NOPE', '2010-01-01', '2010-02-01');
  expect(status).toBe(404);
  expect(body.chart).toMatchObject({ result: null, error: { code: 'Not Found' } });
});

test('serves each symbol with dates that ascend and are unique', () => {
  expect([...vendorBars().keys()].sort()).toEqual(
    ['AAPL', 'AMZN', 'GOOG', 'IBM', 'MSFT', '^GSPC'].sort(),
  );
  for (const bars of vendorBars().values()) {
    const dates = bars.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
  }
});
