import type { Day } from '../day';
import { hasEvent, type Bar } from './bar';
import { areFew } from './few';
import { near } from './near';
import { since } from './since';

/**
 * Whether two series of one symbol are on the same basis. After a split or a dividend the vendor
 * rewrites its whole past, and mixing the two would make a step in the series: the days that both
 * have show it, or the event itself on a day that is new.
 *
 * @param fetched ascends
 */
export function sameBasis(stored: readonly Bar[], fetched: readonly Bar[]): boolean {
  const last = stored.at(-1)?.day ?? Infinity;
  const byDay = sharedDays(stored, fetched);
  const sameEvents = fetched.every((bar) => {
    const before = byDay.get(bar.day);
    if (before === undefined) return bar.day < last || !hasEvent(bar);
    // One that comes late leaves the days before it on another basis, fetched or not.
    return before.splitFactor === bar.splitFactor && near(before.dividend, bar.dividend);
  });
  return sameEvents && samePricesOf(byDay, fetched);
}

/**
 * Whether the prices of two series are on the same basis, which the days show that both have. A few
 * of them may differ, which are corrections, but not the first: those before it that are not among
 * them may differ, too.
 *
 * @param fetched ascends
 */
export function samePrices(stored: readonly Bar[], fetched: readonly Bar[]): boolean {
  return samePricesOf(sharedDays(stored, fetched), fetched);
}

function samePricesOf(byDay: ReadonlyMap<Day, Bar>, fetched: readonly Bar[]): boolean {
  let shared = 0;
  let corrected = 0;
  for (const bar of fetched) {
    const before = byDay.get(bar.day);
    if (before === undefined) continue;
    shared += 1;
    if (near(before.close, bar.close) && near(before.adjClose, bar.adjClose)) continue;
    if (shared === 1) return false;
    corrected += 1;
  }
  return areFew(corrected, shared);
}

function sharedDays(stored: readonly Bar[], [first]: readonly Bar[]): Map<Day, Bar> {
  const shared = stored.slice(since(stored, first?.day ?? Infinity));
  return new Map(shared.map((bar) => [bar.day, bar]));
}
