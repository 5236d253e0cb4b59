import { DescribeTasksCommand, paginateListTasks, type ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeExecutionCommand,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { JobSettings } from '../../stacks/settings/settings';
import { inSeconds } from '../terminal/moment';

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
  const running: Running[] = [];
  for await (const { taskArns = [] } of paginateListTasks(
    { client: ecs },
    { cluster, family, desiredStatus: 'RUNNING' },
  )) {
    if (taskArns.length === 0) continue;
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    for (const { taskArn = '', createdAt, overrides } of tasks) {
      const variables = overrides?.containerOverrides?.flatMap(
        ({ environment = [] }) => environment,
      );
      const of = (variable: string): string | undefined =>
        variables?.find(({ name }) => name === variable)?.value;
      // A job that runs another's task says so in its overrides.
      if ((of('JOB_NAME') ?? job.task) !== job.name) continue;
      const scheduledTime = of('SCHEDULED_TIME') ?? (createdAt ? inSeconds(createdAt) : '');
      running.push({ arn: taskArn, scheduledTime });
    }
  }
  return running;
}

/** The executions of a job's state machine that have not ended; those of batches belong to them. */
export async function runningExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
): Promise<Running[]> {
  const running: Running[] = [];
  for await (const { executions = [] } of paginateListExecutions(
    { client: sfn },
    { stateMachineArn, statusFilter: 'RUNNING' },
  )) {
    for (const { executionArn, startDate } of executions) {
      const { input = '' } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const [scheduled] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(input) ?? [];
      running.push({
        arn: executionArn ?? '',
        scheduledTime: scheduled ?? (startDate ? inSeconds(startDate) : ''),
      });
    }
  }
  return running;
}
