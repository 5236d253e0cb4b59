import { previousTimes } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { JobSettings, Settings } from '../../stacks/settings/settings';
import type { DeployedOutputs } from '../deployed/outputs';
import { readTrigger, type AppliedTrigger } from '../deployed/trigger';
import { mostDue } from './due-runs';
import type { Asked } from './history';
import { familyOf } from './task-run';

/** Which runs: those of some scheduled times, or the newest ones of each job. */
export type RunRange = { readonly from: Date; readonly to: Date } | { readonly count: number };

/** A job whose runs are asked for, and where they are to be found. */
export interface Subject extends Asked {
  readonly name: string;
  readonly job: JobSettings | undefined;
  readonly trigger: AppliedTrigger | undefined;
  /** How late a run may start. */
  readonly lateSeconds: number;
}

/** The longest that EventBridge tries to deliver, of a job that config.ts does not know any more. */
const longestDelivery = { maxAgeSeconds: 86_400 };
// How far back a job is looked for that has no due times, such as one whose only time is to come.
const dayMs = 86_400_000;
const timelessMs = 30 * dayMs;

export async function subjectOf(
  settings: Settings,
  task: DeployedOutputs<'task'>,
  schedule: DeployedOutputs<'schedule'>,
  name: string,
  range: RunRange,
  now: Date,
): Promise<Subject> {
  const job = settings.jobs.find((each) => each.name === name);
  const trigger = schedule.all('schedule_arns').has(name)
    ? await readTriggerIfThere(settings, schedule, name)
    : undefined;
  const lateSeconds = lateSecondsOf(job);
  // What may still start is shown once it has; as many as are asked for lie before that.
  const delivered = new Date(now.getTime() - lateSeconds * 1000);
  return {
    ...{ name, job, trigger, lateSeconds },
    ...(trigger === undefined ? noTimes : timesOf(trigger, range, delivered)),
    // The task stack forgets a job before the schedule stack does.
    family:
      familyOf(task.all('task_definition_arns').get(name)) ||
      `${settings.prefix}-${job?.task ?? name}`,
    stateMachine: trigger?.target.ecs === undefined ? trigger?.target.arn : undefined,
  };
}

/** How late AWS may start a run of a job. */
export function lateSecondsOf(job: JobSettings | undefined): number {
  const { maxAgeSeconds } = job?.delivery ?? longestDelivery;
  return maxAgeSeconds + 60 * (job?.flexibleWindowMinutes ?? 0);
}

async function readTriggerIfThere(
  settings: Settings,
  schedule: DeployedOutputs<'schedule'>,
  name: string,
): Promise<AppliedTrigger | undefined> {
  try {
    return await readTrigger(settings, schedule, name);
  } catch (error) {
    // Somebody has deleted it by hand, or just now.
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

const noTimes = { from: new Date(0), runs: 0 };

/** Since when runs are asked for, and how many there are likely to be. */
function timesOf(
  { expression, grammar, timeZone }: AppliedTrigger,
  range: RunRange,
  now: Date,
): Pick<Asked, 'from' | 'runs'> {
  const parsed = parseScheduleExpression(expression, grammar);
  const asked = 'from' in range ? range.from : undefined;
  if (parsed.ok && parsed.expression.kind === 'rate') {
    const periodMs = parsed.expression.minutes * 60_000;
    const count = 'count' in range ? range.count + 1 : 0;
    const from = asked ?? new Date(now.getTime() - count * periodMs);
    return { from, runs: (now.getTime() - from.getTime()) / periodMs };
  }
  const count = 'count' in range ? range.count : mostDue;
  const times = parsed.ok
    ? previousTimes(parsed.expression, { timeZone, before: now, from: asked, count })
    : [];
  const from = asked ?? times.at(-1) ?? new Date(now.getTime() - timelessMs);
  return { from, runs: times.length };
}
