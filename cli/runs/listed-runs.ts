import {
  DescribeTasksCommand,
  paginateListTasks,
  type DesiredStatus,
  type ECSClient,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  paginateListExecutions,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { someAtOnce } from '../aws/at-once';
import type { Execution } from './execution-run';

// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
const mostDescribedAtOnce = 8;

/**
 * The tasks that ECS lists: those that run, or those that ended within about the last hour.
 *
 * @param family whose tasks; of all families when not given
 */
export async function listTasks(
  ecs: ECSClient,
  cluster: string,
  family: string | undefined,
  desiredStatus: DesiredStatus,
): Promise<Task[]> {
  const found: Task[] = [];
  for await (const { taskArns = [] } of paginateListTasks(
    { client: ecs },
    { cluster, desiredStatus, ...(family !== undefined && { family }) },
  )) {
    if (taskArns.length === 0) continue;
    const { tasks = [] } = await ecs.send(
      new DescribeTasksCommand({ cluster, tasks: taskArns, include: ['TAGS'] }),
    );
    found.push(...tasks);
  }
  return found;
}

export interface ListedExecutions {
  readonly executions: readonly Execution[];
  /** All that started since then are among them; nothing where there are none. */
  readonly since: Date | undefined;
}

/**
 * The latest executions that Step Functions lists, which it does for 90 days.
 *
 * @param known ARNs of those that have ended and of which all is known
 */
export async function listExecutions(
  sfn: SFNClient,
  stateMachineArn: string,
  { most, from, running = false }: { most: number; from?: Date; running?: boolean },
  known: ReadonlySet<string> = new Set(),
): Promise<ListedExecutions> {
  const listed: Execution[] = [];
  const input = {
    stateMachineArn,
    maxResults: Math.min(most, 1000),
    ...(running && { statusFilter: 'RUNNING' as const }),
  };
  for await (const { executions = [] } of paginateListExecutions({ client: sfn }, input)) {
    for (const { executionArn = '', status = '', startDate } of executions) {
      listed.push({ executionArn, stateMachineArn, status, startDate });
    }
    const oldest = listed.at(-1)?.startDate;
    if (listed.length >= most || (from !== undefined && oldest !== undefined && oldest < from))
      break;
  }
  const newest = listed.slice(0, most);
  return {
    executions: await describeExecutions(
      sfn,
      newest.filter(({ executionArn }) => !known.has(executionArn)),
    ),
    since: newest.at(-1)?.startDate,
  };
}

/** Executions with what their events or the list of them leave out, if Step Functions knows them still. */
export function describeExecutions(
  sfn: SFNClient,
  executions: readonly Execution[],
): Promise<Execution[]> {
  return someAtOnce(executions, mostDescribedAtOnce, async (listed) => {
    const { executionArn } = listed;
    try {
      const described = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return { ...listed, ...described, executionArn, status: described.status ?? listed.status };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return listed;
      throw error;
    }
  });
}
