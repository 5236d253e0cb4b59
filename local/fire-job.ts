import { nextRuns, previousRun } from '../stacks/rules/next-runs';
import { parseScheduleExpression } from '../stacks/rules/schedule-expression';
import type { JobSettings, Settings } from '../stacks/settings/settings';
import type { Outcome } from './demo-findings';
import { fire, type FireOptions } from './fargate/fire';

interface FireJobOptions extends Pick<FireOptions, 'endpoint' | 'environment' | 'stop' | 'onLine'> {
  readonly settings: Settings;
  /** Why the job cannot run on this machine. */
  readonly lacking: string | undefined;
}

/** Fires a deployed job once; what AWS would refuse of it is no reason to leave the others out. */
export async function fireJob(
  job: JobSettings,
  { settings, lacking, ...options }: FireJobOptions,
): Promise<Outcome> {
  if (!job.enabled) return { kind: 'left out', job, reason: 'it is disabled' };
  if (lacking !== undefined) return { kind: 'failed', job, reason: lacking };
  try {
    const firing = await fire({
      ...options,
      directory: settings.folder,
      region: settings.region,
      trigger: job.trigger,
      group: settings.prefix,
      name: job.trigger === 'scheduler' ? job.name : `${settings.prefix}-${job.name}`,
      scheduledTime: scheduledTimeOf(job, new Date()),
    });
    return { kind: 'ran', job, firing };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', job, reason };
  }
}

/** The latest time that has passed; of a job whose first is yet to come, that one. */
function scheduledTimeOf({ schedule, trigger, timeZone }: JobSettings, now: Date): Date {
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const [next] = nextRuns(parsed.expression, { timeZone, from: now, count: 1 });
  const run = previousRun(parsed.expression, { timeZone, before: now }) ?? next;
  return run === undefined ? now : new Date(run.utc);
}
