import { createHash } from 'node:crypto';
import { ConflictException, type ECSClient } from '@aws-sdk/client-ecs';
import { ExecutionAlreadyExists, type SFNClient } from '@aws-sdk/client-sfn';
import type { Settings } from '../../stacks/settings/settings';
import { explainAwsError } from '../aws/aws-errors';
import type { AppliedTarget } from '../deployed/trigger';
import { Failure } from '../failure';
import type { ByHand } from '../runs/by-hand';
import { startExecution } from '../start/run-execution';
import { startTasks, taskId } from '../start/tasks';
import type { Undelivered } from './message';

/** What became of a message, and more about it: what was started, or why it was kept. */
export interface Outcome {
  readonly became: 'started' | 'started-before' | 'discarded' | 'kept';
  readonly detail: string;
}

export interface RedeliverProps {
  readonly ecs: ECSClient;
  readonly sfn: SFNClient;
  readonly settings: Pick<Settings, 'prefix' | 'jobs'>;
  /** What the trigger of a job starts. */
  readonly targetOf: (job: string) => Promise<AppliedTarget>;
  readonly byHand: ByHand;
}

/** Starts the run of a firing, once however many people do so. */
export async function redeliver(
  { kind, job, scheduledTime }: Undelivered,
  { ecs, sfn, settings, targetOf, byHand }: RedeliverProps,
): Promise<Outcome> {
  if (kind !== 'run' || job === null) return kept('it is no firing of a job');
  if (scheduledTime === null) return kept('it does not say for which time');
  if (!settings.jobs.some(({ name }) => name === job)) return kept(`config.ts has no job ${job}`);
  try {
    const target = await targetOf(job);
    if (target.ecs === undefined) {
      // Step Functions keeps a name for 90 days.
      const name = `undelivered-${scheduledTime.replaceAll(/[-:]/g, '')}`;
      const arn = await startExecution(sfn, target, scheduledTime, byHand, name);
      return { became: 'started', detail: `execution ${arn.split(':').at(-1) ?? ''}` };
    }
    // ECS keeps a token for a day: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
    const token = createHash('sha256').update(`${settings.prefix} ${job} ${scheduledTime}`);
    const { tasks, refusal } = await startTasks(
      ecs,
      target,
      scheduledTime,
      byHand,
      token.digest('hex'),
    );
    const ids = tasks.map(({ taskArn = '' }) => taskId(taskArn)).join(', ');
    const detail = `task ${ids}${refusal === undefined ? '' : `; ${refusal}`}`;
    return { became: 'started', detail };
  } catch (error) {
    // Who started it, or why, was another.
    if (error instanceof ConflictException || error instanceof ExecutionAlreadyExists) {
      return { became: 'started-before', detail: 'it was started from this queue before' };
    }
    const why = error instanceof Failure ? error.message : explainAwsError(error);
    if (why === undefined) throw error;
    return kept(why);
  }
}

function kept(detail: string): Outcome {
  return { became: 'kept', detail };
}
