import type { Bar } from '../bars/bar';
import type { Splits } from '../bars/doubts/doubt';
import { closeBefore, isPositive } from './before';
import { mostOfPrice } from './dividend';
import { faultOf, type Fault } from './fault';

/** Less than the dividends that matter, more than the noise of vendors' factors. */
const tolerance = 5e-4;
/** Vendors round prices to four digits or more. */
const rounding = 5e-5;

/**
 * Adjusted closes that do not follow from closes and events. `adj_close / close` is what one share
 * of that day has become of splits and dividends since, so that from one session to the next it
 * moves by the events of the day and by nothing else.
 *
 * A dividend moves it by 1 - dividend / close before, as Yahoo does
 * (https://help.yahoo.com/kb/SLN28256.html), or by 1 / (1 + dividend / close), as indices of total
 * return do; what lies between the two is right, too. Who does not tell of splits does not tell of
 * dividends either: then it may rise by whatever a dividend may be.
 */
export function adjustedFault(bars: readonly Bar[], splits: Splits): Fault | undefined {
  const days: { day: number; text: string }[] = [];
  let last: { close: number; adjusted: number } | undefined;
  let close: number | undefined;
  let least = 1;
  let most = 1;
  for (const bar of bars) {
    const price = close === undefined ? undefined : closeBefore(close, bar, splits);
    if (!splits.areApplied) [least, most] = [least / bar.splitFactor, most / bar.splitFactor];
    if (price !== undefined && bar.dividend > 0 && bar.dividend < price) {
      const share = bar.dividend / price;
      const later = isPositive(bar.close) ? bar.dividend / bar.close : share;
      const [low = 1, high = 1] = [1 - share, 1 / (1 + later)].sort((a, b) => a - b);
      // Two events of a day may be taken out one after the other, or together.
      [least, most] = [least * low * (1 - share ** 2), most * high * (1 + share ** 2)];
    }
    if (isPositive(bar.close)) close = bar.close;
    if (!isPositive(bar.close) || !isPositive(bar.adjClose)) continue;
    const now = { close: bar.close, adjusted: bar.adjClose };
    if (last !== undefined) {
      const moved = last.adjusted / last.close / (now.adjusted / now.close);
      const lowest = splits.areTold ? least : mostOfPrice;
      const noise =
        tolerance +
        rounding * (1 / last.close + 1 / last.adjusted + 1 / now.close + 1 / now.adjusted);
      if (moved < lowest * (1 - noise) || moved > most * (1 + noise)) {
        days.push({ day: bar.day, text: textOf(moved, (least + most) / 2, splits) });
      }
    }
    last = now;
    [least, most] = [1, 1];
  }
  return faultOf(days);
}

function textOf(moved: number, expected: number, { areTold }: Splits): string {
  const text = `adj_close / close of the days before is ${moved.toFixed(4)} of this day's`;
  if (!areTold) return `${text}, which no dividend makes it`;
  return expected === 1
    ? `${text}, and no event of this day explains it`
    : `${text}, and its events make that ${expected.toFixed(4)}`;
}
