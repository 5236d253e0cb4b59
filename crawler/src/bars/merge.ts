import { hasPrice, sameBar, type Bar, type StoredBar } from './bar';
import { since } from './since';

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
 * they have no price.
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
  const kept = stored.filter(hasPrice);
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
