import type { Bar } from '../bars/bar';
import type { Splits } from '../bars/doubts/doubt';
import { closeBefore, isPositive } from './before';
import { faultOfEach, type Fault } from './fault';

/**
 * The largest share of a price that a dividend may be. What pays more ends: a larger one is mostly in
 * another unit or currency, or from before a split.
 */
export const mostOfPrice = 0.5;

/** Dividends above half of the price of the session before. */
export function dividendFault(bars: readonly Bar[], splits: Splits): Fault | undefined {
  let close: number | undefined;
  return faultOfEach(bars, (bar) => {
    const { dividend } = bar;
    const own = isPositive(bar.close) ? bar.close + dividend : undefined;
    const price = close === undefined ? own : closeBefore(close, bar, splits);
    if (isPositive(bar.close)) close = bar.close;
    if (dividend < 0) return `the dividend is ${dividend}, below zero`;
    return price !== undefined && dividend > mostOfPrice * price
      ? `the dividend is ${dividend}, above half of the price, which was ${price}`
      : undefined;
  });
}
