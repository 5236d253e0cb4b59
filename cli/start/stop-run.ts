import { setTimeout } from 'node:timers/promises';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JobSettings } from '../../stacks/settings/settings';
import type { ByHand } from '../runs/by-hand';
import { UsageError } from '../usage-error';
import { stopTasks } from './follow-tasks';
import { stopExecution } from './run-execution';
import { runningExecutions, runningTasks, type Running, type TaskPlace } from './running';

const looks = 5;
const lookMs = 2000;

export interface StopProps {
  readonly ecs: ECSClient;
  readonly sfn: SFNClient;
  readonly job: Pick<JobSettings, 'name' | 'task'>;
  readonly place: TaskPlace;
  /** ARN of the state machine that runs the job, if one does. */
  readonly stateMachineArn: string | undefined;
  /** The scheduled time of the run, where one was named. */
  readonly asked: string | undefined;
  readonly byHand: ByHand;
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Stops a run of a job: its execution, and the tasks that go on without one.
 *
 * @returns what was stopped; nothing where no run goes on
 * @throws UsageError that lists what runs when it is not clear which run is meant
 */
export async function stopRun(props: StopProps): Promise<string | undefined> {
  const { ecs, sfn, job, place, stateMachineArn, asked, byHand, wait = setTimeout } = props;
  const [executions, tasks] = await Promise.all([
    stateMachineArn === undefined ? [] : runningExecutions(sfn, stateMachineArn),
    runningTasks(ecs, place, job),
  ]);
  if (executions.length + tasks.length === 0) return undefined;
  const time = chosenRun(job.name, [...executions, ...tasks], asked);
  const ofRun = ({ scheduledTime }: Running): boolean => scheduledTime === time;

  const stopping = executions.filter(ofRun);
  for (const { arn } of stopping) await stopExecution(sfn, arn, byHand);
  // Step Functions stops the tasks of an execution that is stopped, as well as it can:
  // https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
  let left = tasks.filter(ofRun);
  for (let look = 0; stopping.length > 0 && look < looks && left.length > 0; look += 1) {
    await wait(lookMs);
    left = (await runningTasks(ecs, place, job)).filter(ofRun);
  }
  const arns = left.map(({ arn }) => arn);
  await stopTasks(ecs, place.cluster, arns, byHand);
  const stopped = [
    ...stopping.map(({ arn }) => `execution ${arn.split(':').at(-1) ?? ''}`),
    ...arns.map((arn) => `task ${arn.split('/').at(-1) ?? ''}`),
  ];
  return `stopped the run of ${job.name} at ${time}: ${stopped.join(', ')}`;
}

/** The scheduled time of the run that is meant. */
function chosenRun(job: string, running: readonly Running[], asked: string | undefined): string {
  const times = [...new Set(running.map(({ scheduledTime }) => scheduledTime))].sort();
  const [only = '', ...others] = times;
  if (asked === undefined) {
    if (others.length === 0) return only;
    throw new UsageError(
      [`several runs of ${job} go on: choose one with --run`, ...times].join('\n'),
    );
  }
  if (times.includes(asked)) return asked;
  throw new UsageError(
    [`--run: no run of ${job} at ${asked} goes on, but of`, ...times].join('\n'),
  );
}
