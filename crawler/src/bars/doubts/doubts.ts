import type { Bar } from '../bar';
import { wronglyAdjusted } from './adjusted';
import { pairsOf, type Doubt, type Splits } from './doubt';
import { lostEvents, unappliedSplits } from './events';
import { changedPrices, otherUnit } from './prices';
import { lostColumns, lostRows, otherCurrency } from './rows';

/**
 * What makes a history worse than the stored one, whose place it is to take. Where nothing is
 * stored, nothing is known better.
 *
 * @param stored ascends, as `next` does; a bar that did not change is the very same object in both
 */
export function doubtsOf(stored: readonly Bar[], next: readonly Bar[], splits: Splits): Doubt[] {
  if (stored.length === 0) return [];
  const pairs = pairsOf(stored, next);
  const doubts = [
    ...lostRows(pairs),
    ...lostColumns(pairs),
    ...lostEvents(pairs, splits),
    ...unappliedSplits(pairs, splits),
    ...otherUnit(pairs, splits),
    ...otherCurrency(pairs),
    ...changedPrices(pairs, splits),
  ];
  // Whatever else is wrong of prices and events is wrong of what follows from them.
  return doubts.length > 0 ? doubts : wronglyAdjusted(pairs, splits);
}
