import { nextRuns, previousRun } from '../stacks/rules/next-runs';
import { parseScheduleExpression } from '../stacks/rules/schedule-expression';
import { jobsAfter } from '../stacks/settings/after';
import type { JobSettings, Settings } from '../stacks/settings/settings';
import { stateMachineName } from '../stacks/settings/state-machine';
import type { Outcome } from './demo-findings';
import { fire, type FireOptions, type FiringResult } from './fargate/fire';

interface FireJobOptions extends Pick<FireOptions, 'endpoint' | 'environment' | 'stop' | 'onLine'> {
  readonly settings: Settings;
  /** Why a job cannot run on this machine. */
  readonly lacking: ReadonlyMap<JobSettings, string>;
}

/**
 * Fires a deployed job once; what AWS would refuse of it is no reason to leave the others out.
 *
 * @returns what became of it, and of each job that runs after it
 */
export async function fireJob(job: JobSettings, options: FireJobOptions): Promise<Outcome[]> {
  const { settings, lacking } = options;
  const outcome = await outcomeOf(job, options);
  const started = outcome.kind === 'ran' ? outcome.firing.followers : undefined;
  return [
    outcome,
    ...jobsAfter(job, settings.jobs).map((follower) =>
      followerOutcome(
        follower,
        started?.get(stateMachineName(follower, settings)),
        lacking.get(follower),
      ),
    ),
  ];
}

async function outcomeOf(
  job: JobSettings,
  { settings, lacking, ...options }: FireJobOptions,
): Promise<Outcome> {
  if (!job.enabled) return { kind: 'left out', job, reason: 'it is disabled' };
  const missing = lacking.get(job);
  if (missing !== undefined) return { kind: 'failed', job, reason: missing };
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

function followerOutcome(
  job: JobSettings,
  firing: FiringResult | string | undefined,
  lacking: string | undefined,
): Outcome {
  if (!job.enabled) return { kind: 'left out', job, reason: 'it is disabled' };
  if (firing === undefined) {
    return { kind: 'left out', job, reason: `${job.after} starts it once it is done` };
  }
  return typeof firing === 'string'
    ? { kind: 'failed', job, reason: lacking ?? firing }
    : { kind: 'ran', job, firing };
}

/** The latest time that has passed; of a job whose first is yet to come, that one. */
function scheduledTimeOf({ schedule, trigger, timeZone }: JobSettings, now: Date): Date {
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const [next] = nextRuns(parsed.expression, { timeZone, from: now, count: 1 });
  const run = previousRun(parsed.expression, { timeZone, before: now }) ?? next;
  return run === undefined ? now : new Date(run.utc);
}
