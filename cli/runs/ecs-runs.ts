import {
  DescribeTasksCommand,
  paginateListTasks,
  type DesiredStatus,
  type ECSClient,
  type Task,
} from '@aws-sdk/client-ecs';
import type { JobSettings } from '../../stacks/settings/settings';
import { inSeconds } from '../terminal/moment';
import { taskByHand } from './by-hand';
import { seconds, type RunStatus } from './run-status';
import { resultOf } from './task-result';

/**
 * The runs that ECS lists: those that are running, and those that ended within the last hour.
 *
 * @param job whose runs to give, and the job whose task it runs: its own, or another's
 */
export async function runsInEcs(
  ecs: ECSClient,
  cluster: string,
  family: string,
  job: Pick<JobSettings, 'name' | 'task' | 'taskCount'>,
): Promise<RunStatus[]> {
  const tasks: Task[] = [];
  for (const desiredStatus of ['RUNNING', 'STOPPED'] satisfies DesiredStatus[]) {
    for await (const { taskArns = [] } of paginateListTasks(
      { client: ecs },
      { cluster, family, desiredStatus },
    )) {
      if (taskArns.length === 0) continue;
      const described = await ecs.send(
        new DescribeTasksCommand({ cluster, tasks: taskArns, include: ['TAGS'] }),
      );
      tasks.push(...(described.tasks ?? []));
    }
  }
  // A job that runs another's task says so in its overrides.
  const ofJob = tasks
    .filter((task) => (overridden(task, 'JOB_NAME') ?? job.task) === job.name)
    .sort((a, b) => createdMs(b) - createdMs(a))
    .map((task) => ofTask(task, job.task));
  return [...new Set(ofJob.map(({ scheduledTime }) => scheduledTime))].flatMap((time) => {
    const ofRun = ofJob.filter(({ scheduledTime }) => scheduledTime === time);
    // A run that was repeated has more tasks than the job; the newest ones count.
    return together(ofRun.slice(0, job.taskCount));
  });
}

function createdMs({ createdAt, startedAt }: Task): number {
  return (createdAt ?? startedAt)?.getTime() ?? 0;
}

/** A run of several tasks runs while one of them does, and has failed if one has. */
function together(tasks: readonly RunStatus[]): RunStatus[] {
  const order = ['running', 'failed'];
  const worst = order.map((bad) => tasks.find(({ outcome }) => outcome === bad));
  return [...worst, ...tasks].filter((task) => task !== undefined).slice(0, 1);
}

function overridden({ overrides }: Task, variable: string): string | undefined {
  return overrides?.containerOverrides
    ?.flatMap(({ environment = [] }) => environment)
    .find(({ name }) => name === variable)?.value;
}

function ofTask(task: Task, container: string): RunStatus {
  const started = task.startedAt ?? task.createdAt;
  const stopped = task.lastStatus === 'STOPPED';
  const { exitCode, reason } = resultOf(task, container);
  const scheduled = overridden(task, 'SCHEDULED_TIME');
  return {
    scheduledTime: scheduled ?? (started === undefined ? '' : inSeconds(started)),
    outcome: stopped ? (exitCode === 0 ? 'done' : 'failed') : 'running',
    startedAt: started?.toISOString() ?? null,
    durationSeconds: seconds(started, stopped ? task.stoppedAt : new Date()),
    rows: null,
    reason:
      stopped && exitCode !== 0
        ? [exitCode === undefined ? '' : `exit code ${exitCode}`, reason].filter(Boolean).join(': ')
        : null,
    byHand: taskByHand(task),
  };
}
