import { moment, newYork } from '../exchange';
import type { Market, Row } from '../market';
import {
  json,
  listed,
  noisy,
  toldAdjusted,
  tradedBetween,
  type Answer,
  type Vendor,
} from './vendor';

/** So few that a page ends in the middle of a symbol. */
const pageRows = 17;

export const alpaca: Vendor = {
  name: 'alpaca',
  env: { ALPACA_KEY_ID: 'proof', ALPACA_SECRET_KEY: 'proof' },
  classSeparator: '.',
  abroad: false,
  symbolsOf: ({ searchParams }) => listed(searchParams.get('symbols')),
  answer: (url, market, now) => answer(url, market, now),
  // Dividends and splits are in the prices and nowhere else, and it leaves out what it does not know.
  told: (row) => ({ ...toldAdjusted(row), ...whole(row), dividend: 0, split_factor: 1 }),
  complaints: ['Too Many Requests'],
  drifts: [
    (body) => body.replaceAll('"c":', '"close":'),
    (body) => body.replace('"bars":', '"rows":'),
    (body) => body.replaceAll(/"t":"[^"]*"/g, '"t":1'),
    (body) => body.replaceAll(/"c":([\d.]+)/g, '"c":"$1"'),
  ],
};

function answer(url: URL, market: Market, now: number): Answer {
  const query = url.searchParams;
  const adjusted = query.get('adjustment') === 'all';
  // What is younger than a quarter of an hour costs extra.
  const end = query.get('end') ?? '';
  if (Date.parse(end) > now - 15 * 60_000) {
    return json({ message: 'subscription does not permit querying recent SIP data' }, 403);
  }
  const from = (query.get('start') ?? '').slice(0, 10);
  const rows = alpaca.symbolsOf(url).flatMap((symbol) =>
    tradedBetween(market, symbol, now, from, end.slice(0, 10)).map((row) => {
      const { open, high, low } = whole(row);
      const close = adjusted ? row.adjClose : row.close;
      const t = new Date(moment(row.date, '00:00', newYork.timeZone)).toISOString();
      return {
        symbol,
        bar: {
          t,
          o: noisy(open),
          h: high,
          l: low,
          c: noisy(close),
          v: whole(row).volume,
          n: 1,
          vw: close,
        },
      };
    }),
  );
  const first = Number(query.get('page_token') ?? '0');
  const bars: Record<string, unknown[]> = {};
  for (const { symbol, bar } of rows.slice(first, first + pageRows))
    (bars[symbol] ??= []).push(bar);
  const next = first + pageRows < rows.length ? String(first + pageRows) : null;
  return json({ bars, next_page_token: next });
}

/** A vendor of trades has no row of which it knows the close alone. */
function whole(row: Row) {
  const { open, high, low, volume, close } = row;
  return { open: open ?? close, high: high ?? close, low: low ?? close, volume: volume ?? 0 };
}
