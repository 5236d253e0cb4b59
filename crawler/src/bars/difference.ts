import type { Day } from '../day';
import type { StoredBar } from './bar';
import { eachPair } from './pairs';

/** Where two histories differ. */
interface Difference {
  /** Days that were added, changed or removed. */
  readonly count: number;
  /** Those of them that concern somebody, with the bar of the new history where it has one. */
  readonly days: Map<Day, StoredBar | undefined>;
}

/**
 * Compares two histories, both of which ascend.
 *
 * @param concerns whether a day is among those to be returned, and not only counted
 */
export function differenceOf(
  stored: readonly StoredBar[],
  next: readonly StoredBar[],
  concerns: (day: Day, wasThere: boolean) => boolean,
): Difference {
  const days = new Map<Day, StoredBar | undefined>();
  let count = 0;
  eachPair(stored, next, (day, before, after) => {
    // What did not change is the very same object.
    if (before === after) return;
    count += 1;
    if (concerns(day, before !== undefined)) days.set(day, after);
  });
  return { count, days };
}
