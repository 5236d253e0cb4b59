import { sameBar, type Bar, type StoredBar } from './bar';
import { dayOfMs, dayOfText, type Day } from '../day';

/** Of a symbol seen for the first time; a little more than a year. */
const firstHistoryDays = 400;
/** Sessions that are fetched again each time, to see corrections, splits and dividends. */
const overlapSessions = 10;
/** More than the noise of single floats, less than the smallest dividend. */
const basisTolerance = 2e-6;
/** Share of a history that may be missing when it is fetched anew; a day now and then is. */
const missingShare = 0.05;

/** A stretch of days, both of which belong to it. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** What a run is to fetch, whatever the symbol. */
export interface Wanted {
  readonly scheduledTime: Date;
  /** First and last day, when they are not left to the lake; such as `2026-11-20`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The days to fetch of a symbol of which the lake has some bars already. */
export function planPeriod(stored: readonly Bar[], wanted: Wanted): Period {
  const today = dayOfMs(wanted.scheduledTime.getTime());
  // The exchange's day may be ahead of UTC's; the source itself keeps to the scheduled time.
  const to = Math.min(wanted.to === undefined ? Infinity : dayOfText(wanted.to), today + 1);
  const known = stored.filter(({ day }) => day <= to);
  const overlap = (known.at(-overlapSessions) ?? known[0])?.day;
  if (wanted.from === undefined) return { from: overlap ?? today - firstHistoryDays, to };
  // Without the overlap there would be a hole, and nothing to see a split by.
  return { from: Math.min(dayOfText(wanted.from), overlap ?? Infinity), to };
}

/**
 * Whether two series of one symbol are on the same basis. After a split or a dividend the vendor
 * rewrites its whole past, and mixing the two would make a step in the series: the days that both
 * have show it, or the event itself on a day that is new.
 */
export function sameBasis(stored: readonly Bar[], fetched: readonly Bar[]): boolean {
  const last = stored.at(-1)?.day ?? Infinity;
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  return fetched.every((bar) => {
    const before = byDay.get(bar.day);
    if (before === undefined)
      return bar.day < last || (bar.splitFactor === 1 && bar.dividend === 0);
    return (
      before.splitFactor === bar.splitFactor &&
      // One that is told late leaves the days before it on another basis, fetched or not.
      near(before.dividend, bar.dividend) &&
      near(before.close, bar.close) &&
      near(before.adjClose, bar.adjClose)
    );
  });
}

function near(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) <= basisTolerance * Math.max(Math.abs(a), Math.abs(b));
}

/** When the newest values of a history came into it. */
export function latestOf(stored: readonly StoredBar[]): number {
  return stored.reduce((latest, { ingestedAtMs }) => Math.max(latest, ingestedAtMs), -Infinity);
}

/**
 * The moment for what changes now. No two states of a history share one and the later state has the
 * later one, whichever runs wrote them: by that cross-sections tell old rows from new ones.
 */
function momentAfter(stored: readonly StoredBar[], scheduledMs: number): number {
  return Math.max(scheduledMs, latestOf(stored) + 1);
}

/** Lays fetched bars over stored ones: days that were not fetched stay as they are. */
export function mergeBars(
  stored: readonly StoredBar[],
  fetched: readonly Bar[],
  scheduledMs: number,
): StoredBar[] {
  const ingestedAtMs = momentAfter(stored, scheduledMs);
  if (stored.length === 0) return fetched.map((bar) => stamp(bar, undefined, ingestedAtMs));
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  for (const bar of fetched) byDay.set(bar.day, stamp(bar, byDay.get(bar.day), ingestedAtMs));
  return [...byDay.values()].sort((a, b) => a.day - b.day);
}

/**
 * Puts a history that was fetched whole in the place of the stored one.
 *
 * @returns nothing where that would lose days that the stored one has
 */
export function replaceBars(
  stored: readonly StoredBar[],
  fetched: readonly Bar[],
  scheduledMs: number,
): StoredBar[] | undefined {
  const ingestedAtMs = momentAfter(stored, scheduledMs);
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  const days = new Set(fetched.map(({ day }) => day));
  const missing = stored.filter(({ day }) => !days.has(day)).length;
  if (missing > Math.max(1, stored.length * missingShare)) return undefined;
  // A day that goes leaves no moment behind: the others tell that this state is a later one.
  const isKept = missing === 0;
  return fetched.map((bar) => stamp(bar, isKept ? byDay.get(bar.day) : undefined, ingestedAtMs));
}

function stamp(bar: Bar, before: StoredBar | undefined, ingestedAtMs: number): StoredBar {
  if (before !== undefined && sameBar(before, bar)) return before;
  // Named one by one: spread into a new object they take as long as to be parsed.
  return {
    day: bar.day,
    open: bar.open,
    high: bar.high,
    low: bar.low,
    close: bar.close,
    volume: bar.volume,
    adjClose: bar.adjClose,
    dividend: bar.dividend,
    splitFactor: bar.splitFactor,
    currency: bar.currency,
    exchangeTz: bar.exchangeTz,
    ingestedAtMs,
  };
}

/** Where two histories differ. */
export interface Difference {
  /** Days that were added, changed or removed. */
  readonly count: number;
  /** Those of them that concern somebody, with the bar of the new history where it has one. */
  readonly days: Map<Day, StoredBar | undefined>;
}

/**
 * Compares two histories, both of which ascend.
 *
 * @param concerns whether a day is among those to be told, and not only counted
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
