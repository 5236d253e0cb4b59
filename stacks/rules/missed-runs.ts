import { daysOf } from './cron-days';
import { everyYear, type CronFields } from './cron-fields';
import {
  parseScheduleExpression,
  type Grammar,
  type ScheduleExpression,
} from './schedule-expression';

// Fixed years, so that the answer does not depend on the day of the synthesis: a turn of the year and
// both kinds of February.
const years = [2027, 2028];
const dayMs = 86_400_000;
const minutesADay = 24 * 60;
// An alarm looks back seven days at most.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
const longestRange = 7;

/** When a job fires. */
export interface Firing {
  readonly schedule: string;
  readonly trigger: Grammar;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

/**
 * How many days in a row without a run mean that one was missed: those between two runs and one more.
 *
 * @returns nothing for a job that runs so seldom that no alarm can look back far enough, or that has a
 * year or a date to begin or end with: an alarm would miss it before and after
 */
export function daysWithoutRun(firing: Firing): number | undefined {
  const { schedule, trigger, startDate, endDate } = firing;
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok || startDate !== undefined || endDate !== undefined) return undefined;
  const gap = longestGap(parsed.expression);
  return gap < longestRange ? gap + 1 : undefined;
}

/** The most days from one run to the next. */
function longestGap(expression: ScheduleExpression): number {
  switch (expression.kind) {
    case 'rate':
      return Math.ceil(expression.minutes / minutesADay);
    case 'cron':
      return longestGapOfDays(expression.fields);
    case 'at':
      return Infinity;
  }
}

/** From one day to another: the hours of a day make it no longer. */
function longestGapOfDays(fields: CronFields): number {
  if (fields.years.length < everyYear) return Infinity;
  const days = years.flatMap((year) =>
    fields.months.flatMap((month) =>
      daysOf(fields, year, month).map((day) => Date.UTC(year, month - 1, day) / dayMs),
    ),
  );
  const gaps = days.slice(1).map((day, index) => day - (days[index] ?? day));
  return gaps.length === 0 ? Infinity : Math.max(...gaps);
}

/** Name of what looks for missed runs, of a job or of a project: no job's name has an underscore. */
export function watchName(of: string): string {
  return `${of}_watch`;
}

export function isWatch(name: string): boolean {
  return name.endsWith('_watch');
}
