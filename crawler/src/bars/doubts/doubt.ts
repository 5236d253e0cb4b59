import { textOfDay, type Day } from '../../day';

/**
 * What makes an answer worse than what is known. `rows`: sessions that are gone. `columns`: values
 * that are gone. `events`: dividends or splits that are gone. `split`: one that is told and not
 * applied. `unit`: prices or dividends times or by a hundred. `currency`: another one. `prices`:
 * closes that changed, and no event explains it. `adjusted`: adjusted closes that do not follow from
 * closes and events, while those that are stored do.
 */
export type DoubtKind =
  | 'rows'
  | 'columns'
  | 'events'
  | 'split'
  | 'unit'
  | 'currency'
  | 'prices'
  | 'adjusted';

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

/** @returns nothing where there are no such days */
export function doubtOf(
  kind: DoubtKind,
  days: Iterable<Day>,
  words: (count: number, first: string) => string,
): Doubt[] {
  const sorted = [...days].sort((a, b) => a - b);
  const [day] = sorted;
  if (day === undefined) return [];
  const [first, count] = [textOfDay(day), sorted.length];
  return [{ kind, first, count, words: words(count, first) }];
}

/** `1 session`, `2 sessions` */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
