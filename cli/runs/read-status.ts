import { nextRuns, type Run } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import { jobAlarmNames } from '../../stacks/schedule/alarms/job-alarms';
import type { Settings } from '../../stacks/settings/settings';
import { readAlarms, type Alarm } from '../deployed/alarms';
import { pauseOf } from '../deployed/pause';
import type { AppliedTrigger } from '../deployed/trigger';
import type { JobRun, JobRuns } from './job-run';
import { leaderOf } from './leader';
import { readRuns } from './read-runs';
import type { BrokenRecord } from './run-records';

export interface JobStatus {
  readonly name: string;
  /** `deployed`, `not deployed` yet, or deployed and `not in config.ts` any more. */
  readonly state: 'deployed' | 'not deployed' | 'not in config.ts';
  /** As it is deployed, or as config.ts says where it is not. */
  readonly schedule: string;
  /** The job that starts it once it is done, whose schedule it has then. */
  readonly after: string | null;
  readonly timeZone: string;
  readonly enabled: boolean;
  /** Whether it does not run although config.ts says so. */
  readonly paused: boolean;
  readonly next: Run | null;
  /** The latest scheduled time that should have had a run by now and had none. */
  readonly missing: string | null;
  /** The newest first. */
  readonly runs: readonly JobRun[];
  readonly alarms: readonly Alarm[];
}

/**
 * Asks AWS for the runs, the trigger and the alarms of some jobs.
 *
 * @param names all jobs that are in config.ts or deployed when not given
 */
export async function readStatus(
  settings: Settings,
  names: readonly string[] | undefined,
  count: number,
): Promise<{ status: JobStatus[]; broken: readonly BrokenRecord[] }> {
  const now = new Date();
  const [{ jobs, broken }, alarms] = await Promise.all([
    readRuns(settings, names, { count }),
    readAlarms(settings),
  ]);
  const status = jobs.map((runs) => ({
    ...statusOf(runs, now),
    alarms: alarms.filter(({ name }) => jobAlarmNames(settings, runs.name).includes(name)),
  }));
  return { status, broken };
}

function statusOf({ name, job, trigger, runs }: JobRuns, now: Date): Omit<JobStatus, 'alarms'> {
  const { expression = job?.schedule ?? '', timeZone = job?.timeZone ?? 'UTC' } = trigger ?? {};
  return {
    name,
    state:
      trigger === undefined ? 'not deployed' : job === undefined ? 'not in config.ts' : 'deployed',
    schedule: expression,
    after: leaderOf({ job, trigger }),
    timeZone,
    enabled: trigger?.enabled ?? job?.enabled ?? false,
    paused: job !== undefined && trigger !== undefined && pauseOf(job, trigger, now) !== undefined,
    next: trigger === undefined ? null : nextOf(trigger, now),
    missing: runs.find(({ outcome }) => outcome === 'missed')?.scheduledTime ?? null,
    runs,
  };
}

function nextOf(trigger: AppliedTrigger, now: Date): Run | null {
  const { enabled, grammar, expression, timeZone, startDate, endDate } = trigger;
  const parsed = parseScheduleExpression(expression, grammar);
  if (!enabled || !parsed.ok) return null;
  const options = { timeZone, startDate, endDate, from: now, count: 1 };
  return nextRuns(parsed.expression, options)[0] ?? null;
}
