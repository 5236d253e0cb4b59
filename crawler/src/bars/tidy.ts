import { textOfDay, type Day } from '../day';
import { hasEvent, hasPrice, roundPrice, type Bar } from './bar';

/**
 * Days before those that are wanted of which a source gives what it has: an event on a day without
 * prices shows from there which session it belongs to. Golden Week has closed Tokyo for ten.
 */
export const leadDays = 14;

/** A dividend or a split that no session with prices has followed yet. */
export interface Pending {
  /** Day of the event, such as `2026-11-20`. */
  readonly date: string;
  /** Cash a share. */
  readonly dividend?: number;
  /** Shares after for one before. */
  readonly splitFactor?: number;
}

interface Tidied {
  /** Bars with prices, one a day, ascending. */
  readonly bars: readonly Bar[];
  readonly pending: readonly Pending[];
}

/**
 * Puts what a vendor sent in order: of two bars of one day the last one with prices stays, and the
 * events of a day without prices go to the next session that has some.
 *
 * @param from first day that is wanted
 */
export function tidy(sent: readonly Bar[], from: Day): Tidied {
  const bars: Bar[] = [];
  let waiting: Bar[] = [];
  for (const bar of onePerDay(sent)) {
    if (!hasPrice(bar)) {
      if (hasEvent(bar)) waiting.push(bar);
      continue;
    }
    // Long before the first session of an answer nobody held what was paid on.
    const earliest = bars.length === 0 ? bar.day - leadDays : -Infinity;
    bars.push(withEvents(bar, waiting, earliest));
    waiting = [];
  }
  return {
    bars: (bars[0]?.day ?? from) < from ? bars.filter(({ day }) => day >= from) : bars,
    pending: waiting.map(({ day, dividend, splitFactor }) => ({
      date: textOfDay(day),
      ...(dividend !== 0 && { dividend }),
      ...(splitFactor !== 1 && { splitFactor }),
    })),
  };
}

function onePerDay(bars: readonly Bar[]): readonly Bar[] {
  if (bars.every(({ day }, index) => index === 0 || day > (bars[index - 1]?.day ?? day))) {
    return bars;
  }
  const byDay = new Map<Day, Bar>();
  for (const bar of bars) {
    const other = byDay.get(bar.day);
    if (other === undefined || hasPrice(bar) || !hasPrice(other)) byDay.set(bar.day, bar);
  }
  return [...byDay.values()].sort((a, b) => a.day - b.day);
}

function withEvents(bar: Bar, waiting: readonly Bar[], earliest: Day): Bar {
  const events = waiting.filter(({ day }) => day >= earliest);
  if (events.length === 0) return bar;
  const all = [bar, ...events];
  return {
    ...bar,
    dividend: roundPrice(all.reduce((sum, { dividend }) => sum + dividend, 0)),
    splitFactor: all.reduce((product, { splitFactor }) => product * splitFactor, 1),
  };
}
