import { hasEvent, type Bar } from '../bar';
import { eachPair } from '../pairs';
import { wronglyAdjusted } from './adjusted';
import type { Doubt, Splits } from './doubt';
import { lostEvents, unappliedSplits } from './events';
import { pairsOf } from './pair';
import { changedPrices, changedShapes, otherUnit, tornPrices } from './prices';
import { lostColumns, lostRows, otherCurrency, otherWeekdays } from './rows';
import { stretchesOf } from './stretches';

/**
 * What makes a history worse than the stored one, whose place it is to take. Where nothing is
 * stored, nothing is known better.
 *
 * @param stored ascends, as `next` does; a bar that did not change is the very same object in both
 */
export function doubtsOf(stored: readonly Bar[], next: readonly Bar[], splits: Splits): Doubt[] {
  if (stored.length === 0) return [];
  const skipped = daysToSkip(stored, next);
  const pairs = pairsOf(stored.slice(skipped), next.slice(skipped), splits);
  const closes = stretchesOf(pairs, 'close');
  const doubts = [
    ...lostRows(pairs),
    ...otherWeekdays(pairs, stored),
    ...lostColumns(pairs),
    ...lostEvents(pairs),
    ...unappliedSplits(pairs, splits),
    ...otherUnit(pairs, closes, splits),
    ...otherCurrency(pairs, stored),
    ...changedPrices(closes, splits, skipped),
    ...tornPrices([...closes, ...stretchesOf(pairs, 'adjClose')]),
    ...changedShapes(pairs, skipped),
  ];
  // Whatever else is wrong of prices and events is wrong of what follows from them.
  return doubts.length > 0 ? doubts : wronglyAdjusted(pairs, splits);
}

/** Days that did not change are of no interest but for some beside those that did. */
const daysBeside = 10;

/**
 * How many days from the first on have not changed and need no look: a week more of twenty years is a
 * week and what is beside it, unless an event is in it.
 */
function daysToSkip(stored: readonly Bar[], next: readonly Bar[]): number {
  let same = 0;
  while (same < next.length && stored[same] === next[same]) same += 1;
  let events = 0;
  eachPair(stored.slice(same), next.slice(same), (_, before, after) => {
    if (before !== after && (hasEvent(before) || hasEvent(after))) events += 1;
  });
  return events > 0 ? 0 : Math.max(0, same - daysBeside);
}
