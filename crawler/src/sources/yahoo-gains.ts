import { roundPrice, type Bar } from '../bars/bar';
import { since } from '../bars/since';
import type { Day } from '../day';

/**
 * Adjusted closes from which a distributed gain was taken once. Yahoo has a fund's gain in the dividend
 * of its day and takes off both, as the step at that day shows: of DODFX on 2025-12-18 it took 1.254
 * where 0.837 were paid. https://github.com/ranaroussi/yfinance/pull/2667
 *
 * @param cash paid a share, by ex-date
 * @param gains that are part of it
 */
export function adjustedOnce(
  bars: readonly Bar[],
  cash: ReadonlyMap<Day, number>,
  gains: ReadonlyMap<Day, number>,
): readonly Bar[] {
  if (gains.size === 0) return bars;
  const priced = bars
    .flatMap(({ day, close, adjClose }) => (close && adjClose ? [{ day, close, adjClose }] : []))
    .sort((a, b) => a.day - b.day);
  const doubled: { readonly day: Day; readonly factor: number }[] = [];
  for (const [day, gain] of gains) {
    const at = since(priced, day);
    const [before, on] = [priced[at - 1], priced[at]];
    if (before === undefined || on === undefined) continue;
    const once = 1 - (cash.get(day) ?? 0) / before.close;
    const twice = once - gain / before.close;
    const step = before.adjClose / before.close / (on.adjClose / on.close);
    const isDoubled = twice > 0 && Math.abs(step - twice) < Math.abs(step - once);
    if (isDoubled) doubled.push({ day, factor: once / twice });
  }
  if (doubled.length === 0) return bars;
  return bars.map((bar) => {
    if (bar.adjClose === null) return bar;
    const later = doubled.filter(({ day }) => day > bar.day);
    const adjClose = later.reduce((adjusted, { factor }) => adjusted * factor, bar.adjClose);
    return { ...bar, adjClose: roundPrice(adjClose) };
  });
}
