import { previousRun } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { JobSettings } from '../../stacks/settings/settings';
import type { KnownRuns } from './known-runs';
import type { AppliedTrigger } from '../deployed/trigger';

/**
 * The latest scheduled time, if it has no run. Null unless the schedule existed at that time, all runs
 * since then are known, and EventBridge has stopped retrying that event.
 */
export function missingRun(
  trigger: Omit<AppliedTrigger, 'target'>,
  { runs, since }: KnownRuns,
  { delivery, flexibleWindowMinutes = 0 }: Pick<JobSettings, 'delivery' | 'flexibleWindowMinutes'>,
  now: Date,
): string | null {
  const { enabled, grammar, expression, timeZone, createdAt, startDate, endDate } = trigger;
  const parsed = parseScheduleExpression(expression, grammar);
  // AWS does not publish when a rate started.
  if (!enabled || !parsed.ok || parsed.expression.kind === 'rate' || since === undefined)
    return null;
  const lateSeconds = delivery.maxAgeSeconds + 60 * flexibleWindowMinutes;
  const before = new Date(now.getTime() - lateSeconds * 1000);
  const { utc } = previousRun(parsed.expression, { timeZone, before }) ?? {};
  if (utc === undefined || createdAt === undefined) return null;
  const time = new Date(utc);
  const known =
    time >= createdAt &&
    time >= since &&
    (startDate === undefined || time >= startDate) &&
    (endDate === undefined || time <= endDate);
  return known && !runs.some(({ scheduledTime }) => scheduledTime === utc) ? utc : null;
}
