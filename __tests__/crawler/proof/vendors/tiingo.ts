import type { Market } from '../market';
import { json, noisy, rowsBetween, type Answer, type Vendor } from './vendor';

const path = /^\/tiingo\/daily\/([^/]+)\/prices$/;

export const tiingo: Vendor = {
  name: 'tiingo',
  env: { TIINGO_TOKEN: 'proof', REQUESTS_PER_HOUR: '100000', REQUESTS_PER_DAY: '100000' },
  classSeparator: '-',
  abroad: false,
  symbolsOf: ({ pathname }) => [decodeURIComponent(path.exec(pathname)?.[1] ?? '')],
  answer: (url, market, now) => answer(url, market, now),
  // Prices and dividends as they were, and what they have become since beside them.
  told: ({ traded, open, volume, adjClose, paid, splitFactor }) => ({
    open: open === null ? null : traded.open,
    high: open === null ? null : traded.high,
    low: open === null ? null : traded.low,
    close: traded.close,
    volume: volume === null ? null : traded.volume,
    adj_close: adjClose,
    dividend: paid,
    split_factor: splitFactor,
  }),
  complaints: ['You have run over your minute request allocation.'],
  drifts: [
    (body) => body.replaceAll('"close":', '"last":'),
    (body) => body.replace(/"close":([\d.]+)/, '"close":"$1"'),
    (body) => body.replaceAll('T00:00:00.000Z', ''),
    (body) => `{"rows":${body}}`,
  ],
};

function answer(url: URL, market: Market, now: number): Answer {
  const [symbol = ''] = tiingo.symbolsOf(url);
  if (!market.has(symbol)) return json({ detail: 'Not found.' }, 404);
  const from = url.searchParams.get('startDate') ?? '';
  const to = url.searchParams.get('endDate') ?? '9999';
  return json(
    rowsBetween(market, symbol, now, from, to).map((row) => {
      const { open, high, low, close, volume } = tiingo.told(row);
      return {
        date: `${row.date}T00:00:00.000Z`,
        open: noisy(open),
        high: noisy(high),
        low: noisy(low),
        close: noisy(close),
        volume,
        adjOpen: noisy(row.open),
        adjHigh: noisy(row.high),
        adjLow: noisy(row.low),
        adjClose: noisy(row.adjClose),
        adjVolume: row.volume,
        divCash: row.paid,
        splitFactor: row.splitFactor,
      };
    }),
  );
}
