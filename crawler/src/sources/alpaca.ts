import * as z from 'zod/mini';
import { priceOf, volumeOf, type Bar } from '../bars/bar';
import { textOfDay, type Day } from '../day';
import { VendorError } from '../vendor/vendor-error';
import { readAs } from './read-as';
import type { Ask, Asking, Source } from '../vendor/source';
import { lastFinalDay, usualClose, zoneOf } from '../zone';

const exchangeTz = 'America/New_York';
/** Rows of one page, the most there may be. */
const pageRows = 10_000;
const sessionsPerDay = 5 / 7;
/** What is younger costs extra: asking for it is refused. */
const delayMs = 16 * 60_000;

const row = z.object({
  t: z.iso.datetime({ offset: true }),
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number(),
});
type Row = z.infer<typeof row>;
const pageSchema = z.object({
  bars: z.nullable(z.record(z.string(), z.array(row))),
  next_page_token: z.nullable(z.string()),
});

/**
 * Alpaca's stock bars: many symbols a call, paged. Each call is made twice, adjusted for splits and
 * for everything, since no row has both.
 * https://docs.alpaca.markets/reference/stockbars
 */
export const alpaca: Source = {
  name: 'alpaca',
  origin: 'https://data.alpaca.markets',
  limits: { perMinute: 180 },
  splits: { areApplied: true, areTold: false },
  headers: (id = '', secret = '') => ({
    'apca-api-key-id': id,
    'apca-api-secret-key': secret,
    accept: 'application/json',
  }),
  symbolsPerCall: 100,

  classify: ({ status, text }) => {
    if (status < 400 || status === 401 || status === 404) return undefined;
    const [, said] = /"message"\s*:\s*"([^"]*)/.exec(text.slice(0, 2000)) ?? [];
    // A key that is wrong is `forbidden.`; one that may not see something says what.
    if (said === undefined || (status === 403 && said.startsWith('forbidden'))) return undefined;
    return { failure: 'rejected', message: `the vendor says: ${said}` };
  },

  async *fetch(asks, asking) {
    for (const group of groupsOf(asks)) {
      try {
        yield* fetchGroup(group, asking);
      } catch (error) {
        // One symbol that Alpaca does not know fails the whole call.
        const isRejected = error instanceof VendorError && error.failure === 'rejected';
        if (!isRejected || group.length === 1) throw error;
        for (const ask of group) {
          try {
            yield* fetchGroup([ask], asking);
          } catch (one) {
            if (!(one instanceof VendorError) || one.failure !== 'rejected') throw one;
            const unknown = /invalid symbol/i.test(one.message);
            yield {
              symbol: ask.symbol,
              bars: unknown ? new VendorError('no-data', one.message) : one,
            };
          }
        }
      }
    }
  },
};

/** As many symbols together as fill one page. */
function* groupsOf(asks: readonly Ask[]): Generator<readonly Ask[]> {
  let group: Ask[] = [];
  let rows = 0;
  for (const ask of asks) {
    const wanted = (ask.to - ask.from + 1) * sessionsPerDay;
    if (group.length > 0 && rows + wanted > pageRows) {
      yield group;
      [group, rows] = [[], 0];
    }
    group.push(ask);
    rows += wanted;
  }
  if (group.length > 0) yield group;
}

async function* fetchGroup(asks: readonly Ask[], asking: Asking) {
  const split = await allPages(asks, 'split', asking);
  const all = await allPages(asks, 'all', asking);
  const zone = zoneOf(exchangeTz);
  // Of a session that ended within the delay the last minutes were not asked for.
  const lastFinal = lastFinalDay(zone, usualClose, asking.asOfMs - delayMs);
  for (const { symbol, from, to } of asks) {
    const dayOf = ({ t }: Row): Day => zone.dayAt(Date.parse(t));
    const adjusted = new Map((all.get(symbol) ?? []).map((one) => [dayOf(one), one.c]));
    const bars = (split.get(symbol) ?? []).map((one): Bar => ({
      day: dayOf(one),
      open: priceOf(one.o),
      high: priceOf(one.h),
      low: priceOf(one.l),
      close: priceOf(one.c),
      volume: volumeOf(one.v),
      adjClose: priceOf(adjusted.get(dayOf(one))),
      dividend: 0,
      splitFactor: 1,
      currency: 'USD',
      exchangeTz,
    }));
    yield {
      symbol,
      bars: bars.filter(({ day }) => day >= from && day <= to && day <= lastFinal),
    };
  }
}

async function allPages(
  asks: readonly Ask[],
  adjustment: 'split' | 'all',
  { get, asOfMs }: Asking,
): Promise<Map<string, Row[]>> {
  const rows = new Map<string, Row[]>();
  const [first = ''] = asks.map(({ symbol }) => symbol);
  const lastMs = Math.max(...asks.map(({ to }) => Date.parse(`${textOfDay(to)}T23:59:59Z`)));
  const query = new URLSearchParams({
    symbols: asks.map(({ symbol }) => symbol).join(','),
    timeframe: '1Day',
    start: textOfDay(Math.min(...asks.map(({ from }) => from))),
    end: new Date(Math.min(lastMs, asOfMs - delayMs)).toISOString(),
    adjustment,
    limit: String(pageRows),
    sort: 'asc',
  });
  for (let page = 1; ; page += 1) {
    const name = `${first}.${asks.length}.${adjustment}.${page}`;
    const { bars, next_page_token: next } = readAs(
      pageSchema,
      await get(`/v2/stocks/bars?${query.toString()}`, name),
    );
    // A page may end in the middle of a symbol.
    for (const [symbol, some] of Object.entries(bars ?? {})) {
      rows.set(symbol, [...(rows.get(symbol) ?? []), ...some]);
    }
    if (next === null) return rows;
    query.set('page_token', next);
  }
}
