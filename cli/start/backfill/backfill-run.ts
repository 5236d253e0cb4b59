import { createHash } from 'node:crypto';
import { ConflictException, type ECSClient, type Task } from '@aws-sdk/client-ecs';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { jobsAfter } from '../../../stacks/settings/after';
import type { JobSettings, Settings } from '../../../stacks/settings/settings';
import { explainAwsError } from '../../aws/aws-errors';
import type { AppliedTarget } from '../../deployed/trigger';
import { Failure } from '../../failure';
import type { ByHand } from '../../runs/by-hand';
import type { Execution } from '../../runs/execution-run';
import type { JobRun } from '../../runs/job-run';
import { joinRuns, noRun } from '../../runs/join-runs';
import { runOfTasks } from '../../runs/task-run';
import type { Interrupt } from '../../terminal/interrupt';
import { startExecution } from '../run-execution';
import { runningExecutions } from '../running';
import { describeTasks, startTasks, taskId } from '../tasks';

const pollMs = 5000;
/** How long ECS and Step Functions may not know everywhere what they have started. */
const youngMs = 60_000;

export interface BackfillProps {
  readonly ecs: ECSClient;
  readonly sfn: SFNClient;
  readonly settings: Pick<Settings, 'prefix'>;
  readonly job: JobSettings;
  readonly target: AppliedTarget;
  /** State machines of which none may run when it begins, each before those that it starts. */
  readonly alone: readonly string[];
  readonly byHand: ByHand;
  readonly interrupt: Interrupt;
}

/** What became of a time: a run, or that somebody else has started it, or that nobody waits any more. */
export type Made = JobRun | 'elsewhere' | 'left';

/** A run goes on and AWS does not say any more how. */
export class Unwatched extends Failure {}

/**
 * The state machines of a job and of those that run after it, where one of them runs one execution at a time:
 * one that comes while another goes on would be skipped, and what is between may still start it.
 */
export function awaitedMachines(
  job: JobSettings,
  jobs: readonly JobSettings[],
  machines: ReadonlyMap<string, string>,
): string[] {
  const started = [job, ...jobsAfter(job, jobs)];
  return started.some(({ overlap }) => overlap !== 'allow')
    ? started.flatMap(({ name }) => machines.get(name) ?? [])
    : [];
}

/**
 * Runs a time again and waits for its end.
 *
 * @throws Unwatched when it has started, and whatever AWS refuses it with when it has not
 */
export async function backfillRun(before: JobRun, props: BackfillProps): Promise<Made> {
  const { target, interrupt, sfn, alone } = props;
  // A run that comes while another one goes on would be skipped, and its time with it.
  for (let look = 0; await anyRuns(sfn, alone); look += 1) {
    // What hangs is waited for as long as it hangs.
    if (look === 0)
      process.stderr.write(`${before.scheduledTime}: waits for the run that goes on\n`);
    await interrupt.sleep(pollMs);
    if (interrupt.pending) return 'left';
  }
  try {
    return await (target.ecs === undefined ? runMachine : runTasks)(before, props);
  } catch (error) {
    // Who started it, or why, was another.
    if (error instanceof ConflictException || error instanceof ExecutionAlreadyExists) {
      return 'elsewhere';
    }
    throw error;
  }
}

/** One after the other: what one of them starts goes on before it ends. */
async function anyRuns(sfn: SFNClient, stateMachines: readonly string[]): Promise<boolean> {
  for (const arn of stateMachines) {
    if ((await runningExecutions(sfn, arn)).length > 0) return true;
  }
  return false;
}

/**
 * The same for all who make this run again after the same last attempt, so that one of them does. ECS
 * keeps a token for a day, Step Functions a name for 90 days.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html
 */
function tokenOf(
  { scheduledTime, executionArn, tasks: [task] }: JobRun,
  { settings, job }: BackfillProps,
) {
  const last = executionArn ?? task ?? '';
  const text = `backfill ${settings.prefix} ${job.name} ${scheduledTime} ${last}`;
  return createHash('sha256').update(text).digest('hex');
}

async function runTasks(before: JobRun, props: BackfillProps): Promise<Made> {
  const { ecs, job, target, byHand, interrupt } = props;
  const { scheduledTime } = before;
  const started = await startTasks(ecs, target, scheduledTime, byHand, tokenOf(before, props));
  const since = Date.now();
  const look = () => describeTasks(ecs, target.arn, started.tasks, Date.now() - since < youngMs);
  for (let tasks: readonly Task[] = started.tasks; ;) {
    if (tasks.every(({ lastStatus }) => lastStatus === 'STOPPED')) {
      const ids = tasks.map(({ taskArn = '' }) => taskId(taskArn));
      const run = { ...noRun, scheduledTime, ...runOfTasks(tasks, job, new Date()), tasks: ids };
      // Too few are no whole run.
      return started.refusal === undefined
        ? run
        : { ...run, outcome: 'failed', reason: started.refusal };
    }
    await interrupt.sleep(pollMs);
    if (interrupt.pending) return 'left';
    tasks = await watching(look);
  }
}

async function runMachine(before: JobRun, props: BackfillProps): Promise<Made> {
  const { sfn, job, target, byHand, interrupt } = props;
  const { scheduledTime } = before;
  const name = `backfill-${scheduledTime.replaceAll(/[-:]/g, '')}-${tokenOf(before, props).slice(0, 16)}`;
  const executionArn = await startExecution(sfn, target, scheduledTime, byHand, name);
  const since = Date.now();
  const look = async (): Promise<Execution> => {
    try {
      const found = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return { ...found, executionArn, status: found.status ?? 'RUNNING' };
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist) || Date.now() - since > youngMs) throw error;
      return { executionArn, status: 'RUNNING' };
    }
  };
  for (;;) {
    await interrupt.sleep(pollMs);
    if (interrupt.pending) return 'left';
    const execution = await watching(look);
    if (execution.status === 'RUNNING') continue;
    const executions = [execution];
    const [run] = joinRuns({ tasks: [], executions, manifests: [] }, job, new Date());
    return run ?? 'elsewhere';
  }
}

async function watching<Found>(look: () => Promise<Found>): Promise<Found> {
  try {
    return await look();
  } catch (error) {
    const why = error instanceof Failure ? error.message : explainAwsError(error);
    throw why === undefined ? error : new Unwatched(why);
  }
}
