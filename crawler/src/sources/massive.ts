import * as z from 'zod/mini';
import { priceOf, volumeOf, type Bar } from '../bars/bar';
import { textOfDay, weekday, type Day } from '../day';
import { VendorError } from '../vendor/vendor-error';
import { readAs } from './read-as';
import type { Ask, Asking, Fetched, Source } from '../vendor/source';
import { lastFinalDay, usualClose, zoneOf } from '../zone';

const exchangeTz = 'America/New_York';
/** Rows of one page, the most there may be: more than a symbol has days. */
const pageRows = 50_000;
/** What is asked day by day is held for all symbols together. */
const mostDays = 31;

const row = z.object({
  T: z.optional(z.string()),
  t: z.number(),
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number(),
});
// Left out when there are none: days off, unknown symbols.
const answerSchema = z.object({
  status: z.string(),
  results: z.optional(z.array(row)),
  next_url: z.optional(z.string()),
});

/**
 * Massive's (once Polygon's) daily bars: the whole market of one day in a call, or one symbol's many
 * days. Adjusted for splits; it has no dividends beside them.
 * https://massive.com/docs/rest/stocks/aggregates
 */
export const massive: Source = {
  name: 'massive',
  origin: 'https://api.massive.com',
  limits: { perMinute: 5 },
  splits: { areApplied: true, areTold: false },
  headers: (key = '') => ({ authorization: `Bearer ${key}`, accept: 'application/json' }),
  symbolsPerCall: 10_000,

  classify: ({ status, text }) => {
    const start = text.slice(0, 2000);
    const [, said] = /"(?:error|message)"\s*:\s*"([^"]*)/.exec(start) ?? [];
    if (said === undefined) return undefined;
    if (/exceeded the maximum requests/i.test(said)) {
      return { failure: 'limited', message: `the vendor says: ${said}` };
    }
    if (/unknown api key|api key was not provided/i.test(said) || status === 401) {
      return { failure: 'auth', message: `the vendor says: ${said}` };
    }
    if (status === 404) return undefined;
    return { failure: 'rejected', message: `the vendor says: ${said}` };
  },

  async *fetch(asks, asking) {
    const byDay = asks.filter(({ from, to }) => to - from < mostDays);
    const days = weekdaysOf(byDay, asking.asOfMs);
    // The cheaper way: a call for every day of all symbols, or one for every symbol.
    const shared = days.length < byDay.length ? byDay : [];
    if (shared.length > 0) yield* fetchDays(shared, days, asking);
    const alone = new Set(shared);
    for (const ask of asks) {
      if (alone.has(ask)) continue;
      try {
        yield await fetchSymbol(ask, asking);
      } catch (error) {
        if (!(error instanceof VendorError) || asks.length === 1) throw error;
        yield { symbol: ask.symbol, bars: error };
      }
    }
  },
};

function weekdaysOf(asks: readonly Ask[], asOfMs: number): Day[] {
  const last = lastFinalDay(zoneOf(exchangeTz), usualClose, asOfMs);
  const days = new Set<Day>();
  for (const { from, to } of asks) {
    for (let day = from; day <= Math.min(to, last); day += 1) {
      if (weekday(day) % 6 !== 0) days.add(day);
    }
  }
  return [...days].sort((a, b) => a - b);
}

async function* fetchDays(asks: readonly Ask[], days: readonly Day[], asking: Asking) {
  const barsBySymbol = new Map(asks.map(({ symbol }): [string, Bar[]] => [symbol, []]));
  for (const day of days) {
    const date = textOfDay(day);
    const path = `/v2/aggs/grouped/locale/us/market/stocks/${date}?adjusted=true`;
    try {
      const { results = [] } = readAs(answerSchema, await asking.get(path, `market.${date}`));
      for (const one of results) barsBySymbol.get(one.T ?? '')?.push(barOf(one, day));
    } catch (error) {
      const isLast = days.length > 1 && day === days.at(-1);
      if (!isLast || !isTooEarly(error)) throw error;
    }
  }
  for (const { symbol, from, to } of asks) {
    const bars = barsBySymbol.get(symbol) ?? [];
    yield { symbol, bars: bars.filter(({ day }) => day >= from && day <= to) };
  }
}

/** The free plan gives a day after midnight in New York: the next run takes it. */
function isTooEarly(error: unknown): boolean {
  return error instanceof VendorError && /before end of day/i.test(error.message);
}

async function fetchSymbol({ symbol, from, to }: Ask, asking: Asking): Promise<Fetched> {
  const zone = zoneOf(exchangeTz);
  const last = lastFinalDay(zone, usualClose, asking.asOfMs);
  const bars: Bar[] = [];
  const range = `${textOfDay(from)}/${textOfDay(to)}`;
  let path: string | undefined =
    `/v2/aggs/ticker/${encodeURIComponent(symbol)}/range/1/day/${range}?adjusted=true&sort=asc&limit=${pageRows}`;
  for (let page = 1; path !== undefined; page += 1) {
    const name = page === 1 ? symbol : `${symbol}.${page}`;
    const answer: z.infer<typeof answerSchema> = readAs(answerSchema, await asking.get(path, name));
    for (const one of answer.results ?? []) bars.push(barOf(one, zone.dayAt(one.t)));
    path = answer.next_url === undefined ? undefined : pathOf(answer.next_url);
  }
  return { symbol, bars: bars.filter(({ day }) => day >= from && day <= to && day <= last) };
}

/** Only what is asked for comes from the answer: whom we ask, and give our key to, does not. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url, massive.origin);
  return pathname + search;
}

function barOf({ o, h, l, c, v }: z.infer<typeof row>, day: Day): Bar {
  return {
    day,
    open: priceOf(o),
    high: priceOf(h),
    low: priceOf(l),
    close: priceOf(c),
    volume: volumeOf(v),
    adjClose: null,
    dividend: 0,
    splitFactor: 1,
    currency: 'USD',
    exchangeTz,
  };
}
