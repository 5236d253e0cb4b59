import type { Day } from '../../day';
import type { Bar } from '../bar';
import { eachPair } from '../pairs';
import type { Splits } from './doubt';

/** A day of two histories; what did not change is the very same object. */
export interface Pair {
  readonly day: Day;
  readonly before: Bar | undefined;
  readonly after: Bar | undefined;
  /** By what prices and dividends of the day should have changed: by the splits that are new. */
  scale: number;
}

/** Both histories ascend, and so do the pairs. */
export function pairsOf(stored: readonly Bar[], next: readonly Bar[], splits: Splits): Pair[] {
  const pairs: Pair[] = [];
  eachPair(stored, next, (day, before, after) => {
    pairs.push({ day, before, after, scale: 1 });
  });
  if (!splits.areApplied || !splits.areTold) return pairs;
  let scale = 1;
  for (let index = pairs.length - 1; index >= 0; index -= 1) {
    const pair = pairs[index];
    if (pair === undefined) continue;
    pair.scale = scale;
    scale *= (pair.before?.splitFactor ?? 1) / (pair.after?.splitFactor ?? 1);
  }
  return pairs;
}
