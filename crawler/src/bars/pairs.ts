import type { Day } from '../day';
import type { Bar } from './bar';

/**
 * Calls back for each day of two histories, with its bar in both; either is missing where its history
 * has no such day. Both ascend, and so do the calls.
 */
export function eachPair<OneBar extends Bar>(
  stored: readonly OneBar[],
  next: readonly OneBar[],
  visit: (day: Day, before: OneBar | undefined, after: OneBar | undefined) => void,
): void {
  let at = 0;
  for (const after of next) {
    let before = stored[at];
    for (; before !== undefined && before.day < after.day; before = stored[(at += 1)]) {
      visit(before.day, before, undefined);
    }
    const isShared = before?.day === after.day;
    visit(after.day, isShared ? before : undefined, after);
    if (isShared) at += 1;
  }
  for (const before of stored.slice(at)) visit(before.day, before, undefined);
}
