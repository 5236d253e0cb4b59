import { randomUUID } from 'node:crypto';
import {
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  RunTaskCommand,
  type ECSClient,
  type Task,
  type TaskDefinition,
  type TaskOverride,
} from '@aws-sdk/client-ecs';
import { Failure } from '../failure';
import type { AppliedTarget } from '../deployed/trigger';
import { markTask, type ByHand } from '../runs/by-hand';

/** The answer of ECS to RunTask. */
export interface Started {
  /** One or more. */
  readonly tasks: readonly Task[];
  /** Why there are fewer than ordered; nothing when there are not. */
  readonly refusal: string | undefined;
}

/**
 * Starts what a trigger would start at this time: same network, revision, platform and overrides.
 *
 * @param clientToken by which ECS starts the same once; a retry by the SDK has the same
 * @throws Failure when ECS started none
 */
export async function startTasks(
  ecs: ECSClient,
  { arn, ecs: parameters, input }: AppliedTarget,
  scheduledTime: string,
  byHand: ByHand,
  clientToken: string = randomUUID(),
): Promise<Started> {
  if (parameters === undefined) throw new Failure(`${arn} must be a cluster to start a task on`);
  // AWS may answer with an empty list where there is none, and takes no launch type beside a list.
  const { NetworkConfiguration: network, CapacityProviderStrategy: strategy = [] } = parameters;
  const vpc = network?.awsvpcConfiguration;
  const count = parameters.TaskCount ?? 1;
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster: arn,
      taskDefinition: parameters.TaskDefinitionArn,
      count,
      clientToken,
      ...markTask(byHand),
      ...(strategy.length === 0
        ? { launchType: parameters.LaunchType }
        : {
            capacityProviderStrategy: strategy.map(({ capacityProvider, weight, base }) => ({
              capacityProvider,
              weight,
              base,
            })),
          }),
      platformVersion: parameters.PlatformVersion,
      propagateTags: parameters.PropagateTags,
      enableExecuteCommand: parameters.EnableExecuteCommand,
      enableECSManagedTags: parameters.EnableECSManagedTags,
      ...(vpc !== undefined && {
        networkConfiguration: {
          awsvpcConfiguration: {
            subnets: vpc.Subnets,
            securityGroups: vpc.SecurityGroups,
            assignPublicIp: vpc.AssignPublicIp,
          },
        },
      }),
      overrides: JSON.parse(input(scheduledTime)) as TaskOverride,
    }),
  );
  const [failure] = failures;
  if (failure === undefined) return { tasks, refusal: undefined };
  const reason = [failure.reason, failure.detail].filter(Boolean).join(': ');
  if (tasks.length === 0) throw new Failure(`ECS did not start the task: ${reason}`);
  return { tasks, refusal: `ECS started ${tasks.length} of ${count} tasks: ${reason}` };
}

/**
 * @param tasks as they were started
 * @param young whether they were started just now, so that ECS may not know them everywhere yet; see
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
 */
export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  tasks: readonly Task[],
  young: boolean,
): Promise<Task[]> {
  const { tasks: described = [], failures = [] } = await ecs.send(
    new DescribeTasksCommand({ cluster, tasks: tasks.map(({ taskArn = '' }) => taskArn) }),
  );
  const failure = failures.find(({ reason }) => !young || reason !== 'MISSING');
  if (failure !== undefined) {
    throw new Failure(`ECS does not know ${failure.arn ?? 'the task'}: ${failure.reason ?? ''}`);
  }
  const known = new Map(described.map((task) => [task.taskArn, task]));
  return tasks.map((task) => known.get(task.taskArn) ?? task);
}

/** Where the output of a task's containers goes. */
export async function logStreamsOf(
  ecs: ECSClient,
  taskDefinition: string,
): Promise<{ group: string; streamsOf: (taskArn: string) => string[] }> {
  const { taskDefinition: found } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition }),
  );
  const logged = containersWithLogs(found);
  return {
    group: logged[0]?.group ?? '',
    streamsOf: (taskArn) => logged.map(({ prefix }) => `${prefix}/${taskId(taskArn)}`),
  };
}

function containersWithLogs({ containerDefinitions = [] }: TaskDefinition = {}) {
  return containerDefinitions.flatMap(({ name = '', logConfiguration }) => {
    const options = logConfiguration?.options ?? {};
    const group = options['awslogs-group'];
    const prefix = options['awslogs-stream-prefix'];
    return group === undefined || prefix === undefined
      ? []
      : [{ group, prefix: `${prefix}/${name}` }];
  });
}

/** `arn:…:task/<cluster>/<id>` to its id. */
export function taskId(taskArn: string): string {
  return taskArn.split('/').at(-1) ?? taskArn;
}
