import { sameBar, type Bar, type StoredBar } from './bar';
import { aYearBefore, dayOfInstant, type Day } from './calendar-day';
import { CrawlError } from './errors';

/** Sessions fetched again every time, so that corrections, splits and dividends are seen. */
const overlapSessions = 10;
/** A first fetch reaches back a year and this much, so that a year is there in every zone. */
const firstFetchSlackDays = 7;
/** More than the noise of 32-bit floats, less than the smallest dividend. */
const sameBasisTolerance = 2e-6;
/** Share of a history that may be missing when it is fetched anew; a day now and then is. */
const missingShare = 0.05;

export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** What a run asks for, whatever the symbol. */
export interface Wanted {
  /** In milliseconds since 1970. */
  readonly scheduledMs: number;
  readonly from: Day | undefined;
  readonly to: Day | undefined;
}

/** The days to fetch of a symbol of which some bars are stored already. */
export function planPeriod(stored: readonly StoredBar[], wanted: Wanted): Period {
  const today = dayOfInstant(wanted.scheduledMs);
  // East of Greenwich the scheduled time may be in the next day already.
  const to = Math.min(wanted.to ?? Infinity, today + 1);
  if (wanted.from !== undefined) return { from: wanted.from, to };
  const known = stored.filter(({ day }) => day <= to);
  const overlap = known.at(-overlapSessions) ?? known[0];
  return { from: overlap?.day ?? aYearBefore(today) - firstFetchSlackDays, to };
}

/** Sorts bars by day and keeps one a day: the last one given, and only of the days asked for. */
export function tidy(bars: readonly Bar[], { from, to }: Period): Bar[] {
  const byDay = new Map(bars.map((bar) => [bar.day, bar]));
  return [...byDay.values()]
    .filter(({ day }) => day >= from && day <= to)
    .sort((a, b) => a.day - b.day);
}

/**
 * Tells whether fetched bars and stored ones can stand in one history. After a split or a dividend
 * a source gives the whole past in other numbers; the days that both have show it.
 */
export function sameBasis(stored: readonly StoredBar[], fetched: readonly Bar[]): boolean {
  if (stored.length === 0 || fetched.length === 0) return true;
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  let common = 0;
  for (const bar of fetched) {
    const before = byDay.get(bar.day);
    if (before === undefined) {
      if (bar.splitFactor !== 1) return false;
      continue;
    }
    common++;
    if (!close(before.close, bar.close) || !close(before.adjustedClose, bar.adjustedClose)) {
      return false;
    }
  }
  return common > 0;
}

function close(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= sameBasisTolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** Puts fetched bars over stored ones: days that were not fetched stay as they are. */
export function mergeBars(
  stored: readonly StoredBar[],
  fetched: readonly Bar[],
  ingestedAtMs: number,
): StoredBar[] {
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  for (const bar of fetched) byDay.set(bar.day, stamp(bar, byDay.get(bar.day), ingestedAtMs));
  return [...byDay.values()].sort((a, b) => a.day - b.day);
}

/**
 * Puts a history that was fetched whole in the place of the stored one.
 *
 * @throws CrawlError where that would lose days, or rows that a later run has written
 */
export function replaceBars(
  stored: readonly StoredBar[],
  fetched: readonly Bar[],
  period: Period,
  ingestedAtMs: number,
): StoredBar[] {
  const last = stored.at(-1);
  if (last !== undefined && last.day > period.to) {
    throw new CrawlError(
      'superseded',
      'prices were restated, and a later run has written days that this one may not: left to that run',
    );
  }
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  const days = new Set(fetched.map(({ day }) => day));
  const missing = stored.filter(({ day }) => !days.has(day)).length;
  if (missing > Math.max(1, stored.length * missingShare)) {
    throw new CrawlError(
      'incomplete_history',
      `prices were restated, but ${missing} of ${stored.length} days are missing in the history fetched anew`,
    );
  }
  return fetched.map((bar) => stamp(bar, byDay.get(bar.day), ingestedAtMs));
}

function stamp(bar: Bar, before: StoredBar | undefined, ingestedAtMs: number): StoredBar {
  if (before !== undefined && sameBar(before, bar)) return before;
  return { ...bar, ingestedAtMs };
}

/** The days on which two histories differ, with the bar of the new one where it has one. */
export function changedDays(
  stored: readonly StoredBar[],
  next: readonly StoredBar[],
): Map<Day, StoredBar | undefined> {
  const before = new Map(stored.map((bar) => [bar.day, bar]));
  const changed = new Map<Day, StoredBar | undefined>();
  for (const bar of next) {
    const old = before.get(bar.day);
    before.delete(bar.day);
    if (old === undefined || !sameBar(old, bar)) changed.set(bar.day, bar);
  }
  for (const day of before.keys()) changed.set(day, undefined);
  return changed;
}

/** How much of a symbol there is. */
export interface Extent {
  readonly rows: number;
  /** `undefined` where there are no rows. */
  readonly first: Day | undefined;
  readonly last: Day | undefined;
}

export function extentOf(bars: readonly StoredBar[]): Extent {
  return { rows: bars.length, first: bars[0]?.day, last: bars.at(-1)?.day };
}
