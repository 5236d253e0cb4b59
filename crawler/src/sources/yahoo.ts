import * as z from 'zod/mini';
import { priceOf, roundPrice, volumeOf, type Bar } from '../bars/bar';
import { leadDays } from '../bars/tidy';
import { msOfDay, type Day } from '../day';
import { VendorError } from '../vendor/vendor-error';
import { readAs } from './read-as';
import { adjustedOnce } from './yahoo-gains';
import type { Source } from '../vendor/source';
import { isZone, lastFinalDay, usualClose, zoneOf } from '../zone';

const daySeconds = 86_400;

/** Checked in one loop: a schema that is asked about every one of 35,000 numbers takes longer. */
const times = z.custom<number[]>(
  (values) => Array.isArray(values) && values.every(Number.isFinite),
  'must be numbers',
);
const column = z.optional(
  z.custom<(number | null)[]>(
    (values) =>
      Array.isArray(values) && values.every((value) => value === null || Number.isFinite(value)),
    'must be numbers and nulls',
  ),
);
const positive = z.number().check(z.positive());
const payments = z.optional(
  z.record(z.string(), z.object({ amount: z.number(), date: z.number() })),
);
const resultSchema = z
  .object({
    meta: z.object({
      currency: z.nullish(z.string()),
      symbol: z.optional(z.string()),
      exchangeTimezoneName: z.string().check(
        z.refine(isZone, {
          error: ({ input }) =>
            `must be the name of a time zone, got "${String(input).slice(0, 60)}"`,
        }),
      ),
      currentTradingPeriod: z.optional(
        z.object({ regular: z.optional(z.object({ end: z.number() })) }),
      ),
    }),
    timestamp: z.optional(times),
    events: z.optional(
      z.object({
        dividends: payments,
        capitalGains: payments,
        splits: z.optional(
          z.record(
            z.string(),
            z.object({ numerator: positive, denominator: positive, date: z.number() }),
          ),
        ),
      }),
    ),
    indicators: z.object({
      quote: z.array(
        z.object({ open: column, high: column, low: column, close: column, volume: column }),
      ),
      adjclose: z.optional(z.array(z.object({ adjclose: column }))),
    }),
  })
  .check(
    z.refine(
      ({ timestamp = [], indicators: { quote, adjclose } }) => {
        if (timestamp.length === 0) return true;
        const { open, high, low, close, volume } = quote[0] ?? {};
        const adjusted = adjclose?.[0]?.adjclose ?? timestamp;
        return [open, high, low, close, volume, adjusted].every(
          (values) => values?.length === timestamp.length,
        );
      },
      { path: ['indicators'], error: 'must have as many values as there are times' },
    ),
  );
const chartSchema = z.object({
  chart: z.object({ result: z.nullish(z.array(resultSchema)), error: z.unknown() }),
});

/** Yahoo's chart endpoint: needs no key, is not documented, and is meant for personal use. */
export const yahoo: Source = {
  name: 'yahoo',
  origin: 'https://query2.finance.yahoo.com',
  limits: { perMinute: 60 },
  splits: { areApplied: true, areTold: true },
  // Yahoo refuses the names of HTTP libraries.
  headers: () => ({
    'user-agent': 'Mozilla/5.0 (compatible; fargate-cron)',
    accept: 'application/json',
  }),
  symbolsPerCall: 1,

  classify: ({ status, text }) => {
    // There is no key that could be wrong: whoever is kept out is taken for a robot.
    if (status === 401 || status === 403) {
      return { failure: 'challenge', message: `the vendor keeps us out with ${status}` };
    }
    if (text.length > 2000) return undefined;
    const [, code, description] =
      /"error"\s*:\s*\{\s*"code"\s*:\s*"([^"]*)"\s*,\s*"description"\s*:\s*"?([^"}]*)/.exec(text) ??
      [];
    if (code === undefined) return undefined;
    return code === 'Not Found'
      ? { failure: 'no-data', message: description ?? code }
      : { failure: 'rejected', message: `the vendor says ${code}: ${description ?? ''}` };
  },

  async *fetch(asks, { get, asOfMs }) {
    for (const { symbol, from, to } of asks) {
      const query = new URLSearchParams({
        // A day more at the end: the exchange's date may be another than UTC's.
        period1: String(msOfDay(from - leadDays) / 1000),
        period2: String(msOfDay(to) / 1000 + 2 * daySeconds),
        interval: '1d',
        events: 'div,splits,capitalGains',
        includePrePost: 'false',
      });
      const path = `/v8/finance/chart/${encodeURIComponent(symbol)}?${query.toString()}`;
      const [result] = readAs(chartSchema, await get(path, symbol)).chart.result ?? [];
      if (result === undefined) throw new VendorError('no-data', 'the answer holds no prices');
      const bars = barsOf(result, asOfMs).filter(({ day }) => day <= to);
      const servedAs = result.meta.symbol ?? symbol;
      yield { symbol, bars, ...(servedAs !== symbol && { servedAs }) };
    }
  },
};

function barsOf(chart: z.infer<typeof resultSchema>, asOfMs: number): Bar[] {
  const { meta, timestamp: times = [], indicators, events } = chart;
  const exchangeTz = meta.exchangeTimezoneName;
  const zone = zoneOf(exchangeTz);
  const end = meta.currentTradingPeriod?.regular?.end;
  const close = end === undefined ? usualClose : zone.minuteAt(end * 1000);
  const lastFinal = lastFinalDay(zone, close, asOfMs);
  const [quote = {}] = indicators.quote;
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  const dayOf = (seconds: number): Day => zone.dayAt(seconds * 1000);
  const { cash, gains } = cashOf(events, dayOf);
  const factors = new Map<Day, number>();
  for (const { date, numerator, denominator } of Object.values(events?.splits ?? {})) {
    const day = dayOf(date);
    factors.set(day, (factors.get(day) ?? 1) * (numerator / denominator));
  }
  const currency = meta.currency ?? null;
  const barOf = (day: Day, index: number): Bar => ({
    day,
    open: priceOf(quote.open?.[index]),
    high: priceOf(quote.high?.[index]),
    low: priceOf(quote.low?.[index]),
    close: priceOf(quote.close?.[index]),
    volume: volumeOf(quote.volume?.[index]),
    adjClose: priceOf(adjusted?.[index]),
    dividend: cash.get(day) ?? 0,
    splitFactor: factors.get(day) ?? 1,
    currency,
    exchangeTz,
  });
  const days = times.map(dayOf);
  const bars = days.map(barOf);
  // Events on days of which there is no row.
  for (const day of new Set([...cash.keys(), ...factors.keys()])) {
    if (!days.includes(day)) bars.push(barOf(day, times.length));
  }
  return adjustedOnce(bars, cash, gains).filter(({ day }) => day <= lastFinal);
}

type Events = z.infer<typeof resultSchema>['events'];

/**
 * What was paid a share, by ex-date: dividends, and gains that a fund has distributed. A gain is in
 * the dividend of its day already, unless it is the larger of the two.
 * https://github.com/ranaroussi/yfinance/issues/2666
 *
 * @returns the gains that were in a dividend, too
 */
function cashOf(events: Events, dayOf: (seconds: number) => Day) {
  const sums = (payments: Record<string, { amount: number; date: number }> = {}) => {
    const byDay = new Map<Day, number>();
    for (const { date, amount } of Object.values(payments)) {
      const day = dayOf(date);
      byDay.set(day, roundPrice((byDay.get(day) ?? 0) + amount));
    }
    return byDay;
  };
  const cash = sums(events?.dividends);
  const gains = sums(events?.capitalGains);
  for (const [day, gain] of gains) {
    const dividend = cash.get(day) ?? 0;
    if (gain <= dividend) continue;
    cash.set(day, roundPrice(dividend + gain));
    gains.delete(day);
  }
  return { cash, gains };
}
