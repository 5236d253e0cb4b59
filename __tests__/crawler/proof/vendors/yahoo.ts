import { moment } from '../exchange';
import { servedAt, type Listing, type Market, type Row } from '../market';
import { json, listed, noisy, toldAdjusted, type Answer, type Vendor } from './vendor';

const path = /^\/v8\/finance\/chart\/([^/]+)$/;

export const yahoo: Vendor = {
  name: 'yahoo',
  env: {},
  classSeparator: '-',
  abroad: true,
  symbolsOf: ({ pathname }) => [decodeURIComponent(path.exec(pathname)?.[1] ?? '')],
  answer: (url, market, now) => answer(url, market, now),
  told: toldAdjusted,
  complaints: ['Too Many Requests\r\n', 'Edge: Too Many Requests'],
  drifts: [
    (body) => body.replace('"indicators":', '"series":'),
    (body) => body.replace('"close":', '"last":'),
    (body) => body.replace(/"close":\[[^\]]*\]/, '"close":[12.5]'),
    (body) => body.replace('"exchangeTimezoneName":', '"zone":'),
    (body) => body.replace(/"close":\[[^\]]*\]/, '"close":["12.5"]'),
    (body) => body.replace('"result":[', '"result":[[').replace('],"error"', ']],"error"'),
  ],
};

function answer(url: URL, market: Market, now: number): Answer {
  const [symbol = ''] = yahoo.symbolsOf(url);
  const listing = market.get(symbol);
  if (listing === undefined) {
    const description = 'No data found, symbol may be delisted';
    return json({ chart: { result: null, error: { code: 'Not Found', description } } }, 404);
  }
  const from = Number(url.searchParams.get('period1')) * 1000;
  const to = Number(url.searchParams.get('period2')) * 1000;
  const kinds = listed(url.searchParams.get('events'));
  return json({ chart: { result: [chart(listing, from, to, now, kinds)], error: null } });
}

/** @param kinds of events that are asked for; others are left out */
function chart(listing: Listing, from: number, to: number, now: number, kinds: readonly string[]) {
  const { symbol, exchange } = listing;
  const { timeZone, opens, closes, currency } = exchange;
  const opening = (date: string): number => moment(date, opens, timeZone);
  const closing = (date: string): number => moment(date, closes, timeZone);
  const asked = servedAt(listing, now).filter(
    ({ date }) => opening(date) >= from && opening(date) < to,
  );
  const empty: Pick<Row, 'open' | 'high' | 'low' | 'close' | 'volume' | 'adjClose'> = {
    open: null,
    high: null,
    low: null,
    close: null,
    volume: null,
    adjClose: null,
  };
  const goesOn = (date: string): boolean => opening(date) <= now && closing(date) > now;
  const rows: (typeof empty & { date: string; time: number })[] = asked
    .filter(({ isLeftOut = false }) => !isLeftOut)
    // A session that goes on has the time of its last trade.
    .map((row) => ({ ...row, time: goesOn(row.date) ? now : opening(row.date) }));
  for (const date of listing.nullDays) {
    const time = opening(date);
    if (time < from || time >= Math.min(to, now)) continue;
    const later = rows.findIndex((row) => row.time > time);
    rows.splice(later === -1 ? rows.length : later, 0, { ...empty, date, time });
  }
  const doubled = rows
    .filter(({ date }) => listing.doubled.has(date))
    .map((row) => ({ ...row, time: row.time + 60_000 }));
  const all = listing.unordered ? [...doubled, ...rows.reverse()] : [...rows, ...doubled];
  const column = (name: 'open' | 'high' | 'low' | 'close' | 'adjClose') =>
    all.map((row) => noisy(row[name]));
  const events = <Event extends object>(
    of: (row: (typeof asked)[number]) => Event | undefined,
  ): Record<string, Event & { date: number }> =>
    Object.fromEntries(
      asked.flatMap((row) => {
        const event = of(row);
        const date = opening(row.date) / 1000;
        return event === undefined ? [] : [[String(date), { ...event, date }]];
      }),
    );
  const today = new Date(now).toISOString().slice(0, 10);
  return {
    meta: {
      currency,
      symbol,
      exchangeTimezoneName: timeZone,
      dataGranularity: '1d',
      currentTradingPeriod: {
        regular: { start: opening(today) / 1000, end: closing(today) / 1000 },
      },
    },
    // Without rows the real one leaves the key out.
    ...(all.length > 0 && { timestamp: all.map(({ time }) => Math.floor(time / 1000)) }),
    events: {
      ...(kinds.includes('div') && {
        dividends: events(({ dividend }) => (dividend === 0 ? undefined : { amount: dividend })),
      }),
      ...(kinds.includes('splits') && {
        splits: events(({ splitFactor }) =>
          splitFactor === 1
            ? undefined
            : listing.splits.find((split) => split.numerator / split.denominator === splitFactor),
        ),
      }),
    },
    indicators:
      all.length === 0
        ? { quote: [{}] }
        : {
            quote: [
              {
                open: column('open'),
                high: column('high'),
                low: column('low'),
                close: column('close'),
                volume: all.map(({ volume }) => volume),
              },
            ],
            adjclose: [{ adjclose: column('adjClose') }],
          },
  };
}
