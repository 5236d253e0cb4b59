import { dayOfMs, dayOfText, type Day } from '../day';
import type { Bar } from './bar';

/** Of a symbol seen for the first time; a little more than a year. */
const firstHistoryDays = 400;
/** Sessions that are fetched again each time, to see corrections, splits and dividends. */
const overlapSessions = 10;

/** A stretch of days, both of which belong to it. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

/** What a run is to fetch, whatever the symbol. */
export interface Wanted {
  readonly scheduledTime: Date;
  /** First and last day, when they do not follow from the stored data; such as `2026-11-20`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * The days to fetch of a symbol of which some bars are stored already.
 *
 * @param again first day that is to be fetched once more in any case
 */
export function planPeriod(stored: readonly Bar[], wanted: Wanted, again = Infinity): Period {
  const today = dayOfMs(wanted.scheduledTime.getTime());
  // The exchange's day may be ahead of UTC's; the source itself keeps to the scheduled time.
  const to = Math.min(wanted.to === undefined ? Infinity : dayOfText(wanted.to), today + 1);
  const known = stored.filter(({ day }) => day <= to);
  const overlap = (known.at(-overlapSessions) ?? known[0])?.day;
  if (wanted.from === undefined) {
    return { from: Math.min(overlap ?? today - firstHistoryDays, again), to };
  }
  // Without the overlap there would be a hole, and nothing to see a split by.
  return { from: Math.min(dayOfText(wanted.from), overlap ?? Infinity, again), to };
}
