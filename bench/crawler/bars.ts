import type { StoredBar } from '../../crawler/src/bars/bar';

/** An answer of Yahoo's, as far as it is looked at. */
export interface Chart {
  readonly chart: {
    readonly result: readonly [
      {
        readonly meta: { readonly currency: string; readonly exchangeTimezoneName: string };
        readonly timestamp: readonly number[];
        readonly indicators: {
          readonly quote: readonly [
            Readonly<Record<'open' | 'high' | 'low' | 'close' | 'volume', readonly number[]>>,
          ];
          readonly adjclose: readonly [{ readonly adjclose: readonly number[] }];
        };
      },
    ];
  };
}

/** The rows of an answer, without a look at whether they are right. */
export function barsOf({ chart }: Chart): StoredBar[] {
  const { meta, timestamp, indicators } = chart.result[0];
  const [{ open, high, low, close, volume }] = indicators.quote;
  const [{ adjclose }] = indicators.adjclose;
  const ingestedAtMs = Date.now();
  return timestamp.map((time, index) => ({
    day: Math.floor(time / 86_400),
    open: open[index] ?? null,
    high: high[index] ?? null,
    low: low[index] ?? null,
    close: close[index] ?? null,
    volume: volume[index] ?? null,
    adjClose: adjclose[index] ?? null,
    dividend: 0,
    splitFactor: 1,
    currency: meta.currency,
    exchangeTz: meta.exchangeTimezoneName,
    ingestedAtMs,
  }));
}
