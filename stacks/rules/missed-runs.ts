import { nextRuns } from './next-runs';
import { parseScheduleExpression } from './schedule-expression';

// A fixed year, so that the answer does not depend on the day of the synthesis.
const from = new Date('2027-01-01T00:00:00Z');
const mostRuns = 400;
const dayMs = 86_400_000;
// An alarm looks back seven days at most.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
const longestRange = 7;

/**
 * How many days in a row without a run mean that one was missed: those between two runs and one more.
 *
 * @returns nothing for a job that runs once, or so seldom that no alarm can look back far enough
 */
export function daysWithoutRun(
  schedule: string,
  trigger: 'scheduler' | 'rule',
  timeZone: string,
): number | undefined {
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok) return undefined;
  const times = nextRuns(parsed.expression, { from, timeZone, count: mostRuns }).map(({ utc }) =>
    Date.parse(utc),
  );
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  if (gaps.length === 0) return undefined;
  const days = Math.ceil(Math.max(...gaps) / dayMs) + 1;
  return days <= longestRange ? days : undefined;
}

/** Name of what looks for missed runs, of a job or of a project: no job's name has an underscore. */
export function watchName(of: string): string {
  return `${of}_watch`;
}

export function isWatch(name: string): boolean {
  return name.endsWith('_watch');
}
