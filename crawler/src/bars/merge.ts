import type { Day } from '../day';
import { hasPrice, sameBar, type Bar, type StoredBar } from './bar';
import { near } from './near';
import { since } from './since';

/** Over a weekend. */
const mostDaysBeside = 3;

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

/**
 * Lays fetched bars over stored ones: days that were not fetched stay as they are, and go only where
 * they have no price, or stand a day or two beside where they were.
 *
 * @param fetched ascends
 */
export function mergeBars(
  stored: readonly StoredBar[],
  fetched: readonly Bar[],
  scheduledMs: number,
): StoredBar[] {
  const ingestedAtMs = momentAfter(stored, scheduledMs);
  if (stored.length === 0) return fetched.map((bar) => stamp(bar, undefined, ingestedAtMs));
  const moved = movedDays(stored, fetched);
  const kept = stored.filter((bar) => hasPrice(bar) && !moved.has(bar.day));
  const first = since(kept, fetched[0]?.day ?? Infinity);
  const byDay = new Map(kept.slice(first).map((bar) => [bar.day, bar]));
  // As in a replacement, a day that goes leaves no moment behind.
  const isKept = kept.length === stored.length;
  for (const bar of fetched) {
    byDay.set(bar.day, stamp(bar, isKept ? byDay.get(bar.day) : undefined, ingestedAtMs));
  }
  const last = [...byDay.values()].sort((a, b) => a.day - b.day);
  return [...kept.slice(0, first), ...last];
}

/** Stored days that were not fetched, while their close came as that of another day close by. */
function movedDays(stored: readonly Bar[], fetched: readonly Bar[]): ReadonlySet<Day> {
  const days = new Set(fetched.map(({ day }) => day));
  const asked = stored.slice(since(stored, (fetched[0]?.day ?? Infinity) - mostDaysBeside));
  const to = fetched.at(-1)?.day ?? -Infinity;
  const missing = asked.filter(({ day }) => day <= to && !days.has(day));
  if (missing.length === 0) return new Set();
  const closes = new Map(asked.map(({ day, close }) => [day, close]));
  const found = fetched.filter(({ day, close }) => {
    const known = closes.get(day);
    return known === undefined || !near(known, close);
  });
  const isBeside = (day: Day, close: number, bar: Bar): boolean =>
    Math.abs(bar.day - day) <= mostDaysBeside && bar.close !== null && near(bar.close, close);
  // Where a close is that of two days, as a money market fund's of all, it does not tell which it is.
  const isMoved = ({ day, close }: Bar): boolean =>
    close !== null &&
    found.some((bar) => isBeside(day, close, bar)) &&
    asked.every((bar) => bar.day === day || !isBeside(day, close, bar));
  return new Set(missing.filter(isMoved).map(({ day }) => day));
}

/** Puts a history that was fetched whole in the place of the stored one, whatever that loses. */
export function replaceBars(
  stored: readonly StoredBar[],
  fetched: readonly Bar[],
  scheduledMs: number,
): StoredBar[] {
  const ingestedAtMs = momentAfter(stored, scheduledMs);
  const byDay = new Map(stored.map((bar) => [bar.day, bar]));
  const days = new Set(fetched.map(({ day }) => day));
  // A day that goes leaves no moment behind: the others tell that this state is a later one.
  const isKept = stored.every(({ day }) => days.has(day));
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
