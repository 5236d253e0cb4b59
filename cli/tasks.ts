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
import { Failure } from './failure';
import type { AppliedTarget } from './trigger';

/** Starts what a trigger would start at this time: same network, revision, platform and overrides. */
export async function startTasks(
  ecs: ECSClient,
  { arn, ecs: parameters, input }: AppliedTarget,
  scheduledTime: string,
): Promise<Task[]> {
  if (parameters === undefined) throw new Failure(`${arn} must be a cluster to start a task on`);
  const { NetworkConfiguration: network, CapacityProviderStrategy: strategy } = parameters;
  const vpc = network?.awsvpcConfiguration;
  const { tasks = [], failures = [] } = await ecs.send(
    new RunTaskCommand({
      cluster: arn,
      taskDefinition: parameters.TaskDefinitionArn,
      count: parameters.TaskCount ?? 1,
      // A retry by the SDK must not start a second task.
      clientToken: randomUUID(),
      startedBy: 'fargate-cron',
      ...(strategy === undefined
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
  if (failure !== undefined) {
    throw new Failure(
      `ECS did not start the task: ${[failure.reason, failure.detail].filter(Boolean).join(': ')}`,
    );
  }
  return tasks;
}

export async function describeTasks(
  ecs: ECSClient,
  cluster: string,
  tasks: readonly string[],
): Promise<Task[]> {
  const { tasks: described = [], failures = [] } = await ecs.send(
    new DescribeTasksCommand({ cluster, tasks: [...tasks] }),
  );
  const [failure] = failures;
  if (failure !== undefined) {
    throw new Failure(`ECS does not know ${failure.arn ?? 'the task'}: ${failure.reason ?? ''}`);
  }
  return described;
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

/** How a task ended. */
export interface TaskResult {
  /** Exit code of the job's container; nothing when it never ran. */
  readonly exitCode: number | undefined;
  /** Why ECS stopped the task, such as `CannotPullContainerError: …`. */
  readonly reason: string;
}

/** @param name of the job's container; others are at its side */
export function resultOf(
  { containers = [], stoppedReason, stopCode }: Task,
  name: string,
): TaskResult {
  const container = containers.find((each) => each.name === name) ?? containers[0];
  return {
    exitCode: container?.exitCode,
    reason: [stoppedReason ?? stopCode, container?.reason].filter(Boolean).join(': '),
  };
}
