import { nextTimes } from './next-runs';
import type { ScheduleExpression } from './schedule-expression';

/** AWS's month of 365 / 12 days. */
export const hoursAMonth = 730;

const monthMs = hoursAMonth * 3_600_000;
const yearMs = 12 * monthMs;
// A schedule that fires more often than this in a year is the same every few days.
const mostCounted = 2000;

export interface RunsAMonthOptions {
  /** IANA name of the zone the expression is read in. */
  readonly timeZone: string;
  /** First moment that counts. */
  readonly from: Date;
  readonly startDate?: Date | undefined;
  readonly endDate?: Date | undefined;
}

/** How often a schedule fires in a month: the average of the year to come. */
export function runsAMonth(expression: ScheduleExpression, options: RunsAMonthOptions): number {
  const { from, endDate } = options;
  const yearEnd = from.getTime() + yearMs;
  const last = new Date(Math.min(yearEnd, endDate?.getTime() ?? yearEnd) - 1);
  const times = nextTimes(expression, { ...options, endDate: last, count: mostCounted });
  const latest = times.at(-1);
  if (latest === undefined || times.length < mostCounted) return times.length / 12;
  const span = latest.getTime() - from.getTime();
  const share = Math.min(1, (last.getTime() - from.getTime()) / yearMs);
  return (((times.length - 1) * monthMs) / span) * share;
}
