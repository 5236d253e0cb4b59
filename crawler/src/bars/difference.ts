import type { Day } from '../day';
import type { StoredBar } from './bar';

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
  const differ = (day: Day, before: StoredBar | undefined, after: StoredBar | undefined): void => {
    // What did not change is the very same object.
    if (before === after) return;
    count += 1;
    if (concerns(day, before !== undefined)) days.set(day, after);
  };
  let at = 0;
  for (const bar of next) {
    let before = stored[at];
    for (; before !== undefined && before.day < bar.day; before = stored[(at += 1)]) {
      differ(before.day, before, undefined);
    }
    const isThere = before?.day === bar.day;
    differ(bar.day, isThere ? before : undefined, bar);
    if (isThere) at += 1;
  }
  for (const before of stored.slice(at)) differ(before.day, before, undefined);
  return { count, days };
}
