import type { ECSClient } from '@aws-sdk/client-ecs';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JobSettings } from '../../stacks/settings/settings';
import { timeOfExecution } from '../runs/execution-run';
import { listExecutions, listTasks } from '../runs/listed-runs';
import { overridden, timeOfTask } from '../runs/task-run';

/** Something of a run that goes on just now: a task or an execution. */
export interface Running {
  readonly arn: string;
  /** Of the run, RFC 3339 in UTC. */
  readonly scheduledTime: string;
}

/** Where the tasks of a job run. */
export interface TaskPlace {
  readonly cluster: string;
  readonly family: string;
}

/** The tasks of a job that nobody has asked to stop yet, whatever started them. */
export async function runningTasks(
  ecs: ECSClient,
  { cluster, family }: TaskPlace,
  job: Pick<JobSettings, 'name' | 'task'>,
): Promise<Running[]> {
  const tasks = await listTasks(ecs, cluster, family, 'RUNNING');
  return (
    tasks
      // A job that runs another's task says so in its overrides.
      .filter((task) => (overridden(task, 'JOB_NAME') ?? job.task) === job.name)
      .map((task) => ({ arn: task.taskArn ?? '', scheduledTime: timeOfTask(task) }))
  );
}

/** The executions of a job's state machine that have not ended; those of batches belong to them. */
export async function runningExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<Running[]> {
  const { executions } = await listExecutions(sfn, stateMachineArn, {
    most: Infinity,
    running: true,
  });
  return executions.map((execution) => ({
    arn: execution.executionArn,
    scheduledTime: timeOfExecution(execution),
  }));
}
