import { textOfDay, type Day } from '../../day';
import type { Bar } from '../bar';

/**
 * What makes an answer worse than what is known. `rows`: sessions that are gone. `columns`: values
 * that are gone. `events`: dividends or splits that are gone. `split`: one that is told and not
 * applied. `unit`: prices or dividends times or by a hundred. `currency`: another one. `prices`:
 * closes that changed, and no event explains it. `adjusted`: adjusted closes that do not follow from
 * closes and events, while those that are stored do.
 */
export type DoubtKind =
  'rows' | 'columns' | 'events' | 'split' | 'unit' | 'currency' | 'prices' | 'adjusted';

/** One way in which an answer is worse than what is known. */
export interface Doubt {
  readonly kind: DoubtKind;
  /** The first day that it is about, such as `2026-07-01`, and how many there are. */
  readonly first: string;
  readonly count: number;
  /** The same for people. */
  readonly words: string;
}

/** What a vendor does with splits. */
export interface Splits {
  /** Prices before a split are those after it: nothing jumps. Otherwise they are as traded. */
  readonly areApplied: boolean;
  /** The vendor says on which day there was one. */
  readonly areTold: boolean;
}

/** A day of two histories; what did not change is the very same object. */
export interface Pair {
  readonly day: Day;
  readonly before: Bar | undefined;
  readonly after: Bar | undefined;
}

/** Both histories ascend, and so do the pairs. */
export function pairsOf(stored: readonly Bar[], next: readonly Bar[]): Pair[] {
  const pairs: Pair[] = [];
  let at = 0;
  for (const after of next) {
    let before = stored[at];
    for (; before !== undefined && before.day < after.day; before = stored[(at += 1)]) {
      pairs.push({ day: before.day, before, after: undefined });
    }
    const isShared = before?.day === after.day;
    pairs.push({ day: after.day, before: isShared ? before : undefined, after });
    if (isShared) at += 1;
  }
  for (const before of stored.slice(at)) pairs.push({ day: before.day, before, after: undefined });
  return pairs;
}

/** @returns nothing where there are no such days */
export function doubtOf(
  kind: DoubtKind,
  days: readonly Day[],
  words: (count: number, first: string) => string,
): Doubt[] {
  const [day] = days;
  if (day === undefined) return [];
  const [first, count] = [textOfDay(day), days.length];
  return [{ kind, first, count, words: words(count, first) }];
}

/** `1 session`, `2 sessions` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
