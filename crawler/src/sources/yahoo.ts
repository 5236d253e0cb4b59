import { z } from 'zod';
import { hasPrice, roundPrice, type Bar } from '../bar';
import { startOfDayMs, type Day } from '../calendar-day';
import { CrawlError, SlowDownError } from '../errors';
import { exchangeCalendar } from '../exchange-calendar';
import type { Ask, Found, Source, SourceContext } from '../source';
import type { Meaning } from '../vendor-client';

const numbers = z.array(z.number().nullable());
const seconds = z.number().int();

const result = z.object({
  meta: z.object({
    symbol: z.string().optional(),
    currency: z.string().nullish(),
    exchangeTimezoneName: z.string(),
    currentTradingPeriod: z
      .object({ regular: z.object({ start: seconds, end: seconds }) })
      .nullish(),
  }),
  timestamp: z.array(seconds).optional(),
  events: z
    .object({
      dividends: z.record(z.string(), z.object({ amount: z.number(), date: seconds })).optional(),
      splits: z
        .record(
          z.string(),
          z.object({ date: seconds, numerator: z.number(), denominator: z.number() }),
        )
        .optional(),
    })
    .nullish(),
  indicators: z.object({
    quote: z
      .array(
        z.object({
          open: numbers.optional(),
          high: numbers.optional(),
          low: numbers.optional(),
          close: numbers.optional(),
          volume: numbers.optional(),
        }),
      )
      .min(1),
    adjclose: z.array(z.object({ adjclose: numbers.optional() })).optional(),
  }),
});

const chart = z.object({
  chart: z
    .object({
      result: z.array(result).nullish(),
      error: z.object({ code: z.string(), description: z.string().nullish() }).nullish(),
    })
    .nullable(),
});

type Result = z.infer<typeof result>;

interface Session {
  readonly day: Day;
  readonly endMs: number;
}

/** Yahoo's chart service: no key, not official, and for personal use by Yahoo's terms. */
export const yahoo: Source = {
  baseUrl: 'https://query2.finance.yahoo.com',
  requestsPerMinute: 120,
  // Yahoo refuses the default agents of HTTP libraries; this one still says who we are.
  headers: { 'user-agent': 'Mozilla/5.0 (compatible; fargate-cron)' },
  symbolsPerCall: 1,
  async fetch(asks, context) {
    const found = new Map<string, Found>();
    for (const ask of asks) found.set(ask.symbol, await fetchOne(ask, context));
    return found;
  },
};

async function fetchOne(ask: Ask, context: SourceContext): Promise<Found> {
  const { client, baseUrl, scheduledMs, signal } = context;
  // Sessions east of Greenwich begin before their day does in UTC: ask for a day more.
  const period1 = startOfDayMs(ask.from - 1) / 1000;
  const period2 = Math.min(startOfDayMs(ask.to + 2), scheduledMs + 1000) / 1000;
  const query = `period1=${period1}&period2=${period2}&interval=1d&events=div%2Csplits&includePrePost=false`;
  const url = `${baseUrl}/v8/finance/chart/${encodeURIComponent(ask.symbol)}?${query}`;
  const meaning = await client.get(url, (json) => readChart(json, url), signal);
  if (meaning.kind === 'no_data') return meaning;
  const { meta } = meaning.data;
  return {
    kind: 'bars',
    bars: barsOf(meaning.data, scheduledMs, url),
    ...(meta.symbol !== undefined && meta.symbol !== ask.symbol && { servedAs: meta.symbol }),
  };
}

function readChart(json: unknown, url: string): Meaning<Result> {
  const parsed = chart.safeParse(json);
  if (!parsed.success) {
    throw new CrawlError('schema_drift', `GET ${url}: ${z.prettifyError(parsed.error)}`);
  }
  const { error, result: results } = parsed.data.chart ?? {};
  if (error) {
    const told = `${error.code}: ${error.description ?? ''}`;
    if (error.code === 'Not Found') return { kind: 'no_data', reason: told };
    if (/too many requests/i.test(told)) {
      throw new SlowDownError('limited', `GET ${url}: ${told}`, undefined);
    }
    throw new CrawlError('rejected', `GET ${url}: ${told}`);
  }
  const [data] = results ?? [];
  if (data === undefined) return { kind: 'no_data', reason: 'no result' };
  return { kind: 'data', data };
}

function barsOf(data: Result, scheduledMs: number, url: string): Bar[] {
  const { meta, timestamp = [], events, indicators } = data;
  const [quote = {}] = indicators.quote;
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  for (const [name, column] of Object.entries({ ...quote, adjclose: adjusted })) {
    if (column !== undefined && column.length !== timestamp.length) {
      throw new CrawlError(
        'schema_drift',
        `GET ${url}: ${name} has ${column.length} values for ${timestamp.length} timestamps`,
      );
    }
  }
  const dayOf = dayOfSecond(meta.exchangeTimezoneName, url);
  const dividends = sumByDay(Object.values(events?.dividends ?? {}), dayOf, ({ amount }) => amount);
  const splits = sumByDay(
    Object.values(events?.splits ?? {}),
    dayOf,
    ({ numerator, denominator }) => numerator / denominator,
  );
  const regular = meta.currentTradingPeriod?.regular;
  const session = regular && { day: dayOf(regular.start), endMs: regular.end * 1000 };
  const bars: Bar[] = [];
  for (const [index, second] of timestamp.entries()) {
    const day = dayOf(second);
    if (second * 1000 > scheduledMs || isLive(day, session, scheduledMs)) continue;
    const price = (column: (number | null)[] | undefined) => roundPrice(column?.[index] ?? null);
    const bar = {
      day,
      open: price(quote.open),
      high: price(quote.high),
      low: price(quote.low),
      close: price(quote.close),
      volume: quote.volume?.[index] ?? null,
      adjustedClose: price(adjusted),
      dividend: roundPrice(dividends.get(day) ?? 0) ?? 0,
      splitFactor: splits.get(day) ?? 1,
      currency: meta.currency ?? null,
      exchangeTimeZone: meta.exchangeTimezoneName,
    };
    if (hasPrice(bar)) bars.push(bar);
  }
  return bars;
}

function dayOfSecond(timeZone: string, url: string): (second: number) => Day {
  try {
    const dayOf = exchangeCalendar(timeZone);
    return (second) => dayOf(second * 1000);
  } catch {
    throw new CrawlError('schema_drift', `GET ${url}: no time zone is called "${timeZone}"`);
  }
}

function sumByDay<T extends { date: number }>(
  events: readonly T[],
  dayOf: (second: number) => Day,
  value: (event: T) => number,
): Map<Day, number> {
  return new Map(events.map((event) => [dayOf(event.date), value(event)]));
}

/**
 * Tells whether a day's session was still open at the scheduled time: its numbers change until the
 * close, so it is left for the next run. Yahoo tells the hours of one session; those of the days
 * before it are taken to be the same.
 */
function isLive(day: Day, current: Session | undefined, scheduledMs: number): boolean {
  if (current === undefined) return false;
  return scheduledMs < current.endMs - startOfDayMs(current.day - day);
}
