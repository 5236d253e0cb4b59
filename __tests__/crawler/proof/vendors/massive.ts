import { moment, newYork } from '../exchange';
import type { Market, Row } from '../market';
import { json, noisy, toldAdjusted, tradedBetween, type Answer, type Vendor } from './vendor';

const ofSymbol = /^\/v2\/aggs\/ticker\/([^/]+)\/range\/1\/day\/([^/]+)\/([^/]+)$/;
const ofDay = /^\/v2\/aggs\/grouped\/locale\/us\/market\/stocks\/([^/]+)$/;
/** Stands for all symbols in a request about a whole day. */
const everything = 'AAPL';

export const massive: Vendor = {
  name: 'massive',
  env: { MASSIVE_API_KEY: 'proof' },
  classSeparator: '.',
  abroad: false,
  symbolsOf: ({ pathname }) => [decodeURIComponent(ofSymbol.exec(pathname)?.[1] ?? everything)],
  answer: (url, market, now) => answer(url, market, now),
  told: (row) => ({
    ...toldAdjusted(row),
    ...whole(row),
    adj_close: null,
    dividend: 0,
    split_factor: 1,
  }),
  complaints: [
    '{"status":"ERROR","error":"You\'ve exceeded the maximum requests per minute, please wait or upgrade."}',
  ],
  drifts: [
    (body) => body.replaceAll('"c":', '"close":'),
    (body) => body.replaceAll('"t":', '"time":'),
    (body) => body.replaceAll(/"c":([\d.]+)/g, '"c":"$1"'),
    (body) => body.replace('"results":[', '"results":[[').replace('],"status"', ']],"status"'),
  ],
};

function answer({ pathname }: URL, market: Market, now: number): Answer {
  const [, date] = ofDay.exec(pathname) ?? [];
  // The free plan has a day after its end, which is hours after the close.
  if (date !== undefined && now < moment(date, '23:59', newYork.timeZone)) {
    const message =
      "Attempted to request today's data before end of day. Please upgrade your plan.";
    return json({ status: 'NOT_AUTHORIZED', request_id: '0', message }, 403);
  }
  const [, ticker = '', from = '', to = ''] = ofSymbol.exec(pathname) ?? [];
  const results =
    date === undefined
      ? tradedBetween(market, decodeURIComponent(ticker), now, from, to).map(barOf)
      : [...market.keys()].flatMap((symbol) =>
          tradedBetween(market, symbol, now, date, date).map((row) => ({
            T: symbol,
            ...barOf(row),
          })),
        );
  return json({
    queryCount: results.length,
    adjusted: true,
    // Left out when there are none.
    ...(results.length > 0 && { results }),
    status: 'OK',
  });
}

function barOf(row: Row) {
  const { open, high, low, volume } = whole(row);
  const t = moment(row.date, '00:00', newYork.timeZone);
  return { v: volume, o: noisy(open), c: noisy(row.close), h: noisy(high), l: noisy(low), t };
}

/** A vendor of trades has no row of which it knows the close alone. */
function whole({ open, high, low, volume, close }: Row) {
  return { open: open ?? close, high: high ?? close, low: low ?? close, volume: volume ?? 0 };
}
