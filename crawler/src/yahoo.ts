import { z } from 'zod';
import { hasPrice, mergeBars, roundPrice, type Bar } from './bar';
import { NoDataError, RetryableError, SymbolError } from './errors';
import { fetchChecked, type HttpResponse } from './http';
import type { Source } from './source';

const origin = 'https://query2.finance.yahoo.com';
const daySeconds = 86_400;
/** When a session is over where the vendor does not say: the close of the exchanges of the US. */
const usualClose = '16:00';

const prices = z.array(z.number().nullable()).optional();
const chartSchema = z.object({
  chart: z.object({
    result: z
      .array(
        z.object({
          meta: z.object({
            currency: z.string().nullish(),
            exchangeTimezoneName: z.string(),
            currentTradingPeriod: z
              .object({ regular: z.object({ end: z.number() }).optional() })
              .optional(),
          }),
          timestamp: z.array(z.number()).optional(),
          events: z
            .object({
              dividends: z
                .record(z.string(), z.object({ amount: z.number(), date: z.number() }))
                .optional(),
              splits: z
                .record(
                  z.string(),
                  z.object({ date: z.number(), numerator: z.number(), denominator: z.number() }),
                )
                .optional(),
            })
            .optional(),
          indicators: z.object({
            quote: z.array(
              z.object({ open: prices, high: prices, low: prices, close: prices, volume: prices }),
            ),
            adjclose: z.array(z.object({ adjclose: prices })).optional(),
          }),
        }),
      )
      .nullish(),
    error: z.object({ code: z.string(), description: z.string().nullish() }).nullish(),
  }),
});
type Chart = NonNullable<z.infer<typeof chartSchema>['chart']['result']>[number];

/**
 * Yahoo's chart endpoint: needs no key, is not documented, and is meant for personal use.
 *
 * @param baseUrl stands in for Yahoo's own origin
 */
export function yahoo(baseUrl: string = origin): Source {
  return {
    name: 'yahoo',
    fetchBars: async (symbol, { from, to }, asOf, http) => {
      const url = new URL(`/v8/finance/chart/${encodeURIComponent(symbol)}`, baseUrl);
      url.search = new URLSearchParams({
        // A day more on both sides: the exchange's date may be another than UTC's.
        period1: String(Date.parse(from) / 1000 - daySeconds),
        period2: String(Date.parse(to) / 1000 + 2 * daySeconds),
        interval: '1d',
        events: 'div,splits',
        includePrePost: 'false',
      }).toString();
      const chart = await fetchChecked(
        url.href,
        // Yahoo refuses the names of HTTP libraries.
        { 'user-agent': 'Mozilla/5.0 (compatible; fargate-cron)', accept: 'application/json' },
        readChart,
        http,
      );
      return barsOf(chart, asOf).filter(({ date }) => date >= from && date <= to);
    },
  };
}

/** Tells what an answer is before anything is read from it: status 200 proves nothing. */
function readChart({ status, body }: HttpResponse): Chart {
  const text = body.trimStart();
  if (text.startsWith('Edge: Too Many') || text.startsWith('Too Many Requests')) {
    throw new RetryableError('the vendor says: too many requests', 0);
  }
  if (text.includes('Will be right back')) throw new RetryableError('the vendor is in maintenance');
  if (status === 404) throw new NoDataError('the vendor knows no such symbol');
  if (text.startsWith('<')) {
    throw new RetryableError(`the vendor answered ${status} with a page instead of data`);
  }
  if (status >= 400 && status !== 422 && status !== 400) {
    throw new SymbolError(`the vendor answered ${status}`);
  }
  const { chart } = parseChart(text);
  if (chart.error) {
    const { code, description } = chart.error;
    if (code === 'Not Found') throw new NoDataError(description ?? code);
    throw new SymbolError(`the vendor says ${code}: ${description ?? ''}`);
  }
  const [result] = chart.result ?? [];
  if (result === undefined) throw new NoDataError('the answer holds no prices');
  return result;
}

function parseChart(text: string): z.infer<typeof chartSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new RetryableError('the answer is not whole JSON');
  }
  const parsed = chartSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new SymbolError(
    `the answer has another shape than expected at ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

function barsOf(chart: Chart, asOf: Date): Bar[] {
  const { meta, timestamp: times = [], indicators, events } = chart;
  const local = localClock(meta.exchangeTimezoneName);
  const end = meta.currentTradingPeriod?.regular?.end;
  const close = end === undefined ? usualClose : local(end).time;
  const seenAt = local(asOf.getTime() / 1000);
  const [quote] = indicators.quote;
  const adjusted = indicators.adjclose?.[0]?.adjclose;
  const price = (values: readonly (number | null)[] | undefined, index: number): number | null => {
    const value = values?.[index];
    return value === null || value === undefined ? null : roundPrice(value);
  };

  const dividends = new Map(
    Object.values(events?.dividends ?? {}).map(({ date, amount }) => [local(date).date, amount]),
  );
  const splits = new Map(
    Object.values(events?.splits ?? {}).map(({ date, numerator, denominator }) => [
      local(date).date,
      numerator / denominator,
    ]),
  );
  const bars = times.map((time, index): Bar => {
    const { date } = local(time);
    const volume = quote?.volume?.[index];
    return {
      date,
      open: price(quote?.open, index),
      high: price(quote?.high, index),
      low: price(quote?.low, index),
      close: price(quote?.close, index),
      volume: volume === null || volume === undefined ? null : Math.round(volume),
      adjClose: price(adjusted, index),
      dividend: roundPrice(dividends.get(date) ?? 0),
      splitFactor: splits.get(date) ?? 1,
      currency: meta.currency ?? null,
      exchangeTz: meta.exchangeTimezoneName,
    };
  });
  const over = ({ date }: Bar): boolean => `${date}T${close}` <= `${seenAt.date}T${seenAt.time}`;
  return mergeBars(
    [],
    bars.filter((bar) => hasPrice(bar) && over(bar)),
  );
}

/** Seconds since the epoch to date and time on the clocks of a zone. */
function localClock(timeZone: string): (seconds: number) => { date: string; time: string } {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return (seconds) => {
    const [date = '', time = ''] = format.format(seconds * 1000).split(' ');
    return { date, time };
  };
}
