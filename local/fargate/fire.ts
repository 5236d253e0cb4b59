import { randomUUID } from 'node:crypto';
import {
  CreateLogStreamCommand,
  PutLogEventsCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeTaskDefinitionCommand, type TaskDefinition } from '@aws-sdk/client-ecs';
import { localClients, type LocalClients } from './aws';
import { runContainer, type ContainerResult } from './container';
import { readRole, requireAllowed, requireTrust } from './permissions';
import { readTarget, type Target, type Trigger } from './target';

export interface FireOptions extends Trigger {
  /** The checkout, for the crawler's bundle. */
  readonly directory: string;
  /** Where the local AWS answers. */
  readonly endpoint: string;
  /**
   * The scheduled time of the run.
   * @default - the latest one that has passed
   */
  readonly scheduledTime?: Date;
  /** What only the local world adds to the container, such as `SOURCE_BASE_URL`. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

export interface FiringResult extends ContainerResult {
  readonly taskId: string;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly lines: readonly string[];
}

/**
 * Plays EventBridge, ECS and Fargate for one firing of a deployed schedule or rule.
 *
 * @throws when AWS would have refused: a role that lacks a right, a schedule that is disabled
 */
export async function fire(options: FireOptions): Promise<FiringResult> {
  const clients = localClients(options.endpoint);
  const target = await readTarget(clients, options, options.scheduledTime);
  const { taskDefinition } = await clients.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: target.taskDefinitionArn }),
  );
  const [container] = taskDefinition?.containerDefinitions ?? [];
  if (taskDefinition === undefined || container === undefined) {
    throw new Error(`${target.taskDefinitionArn} has no container`);
  }
  const taskId = randomUUID().replaceAll('-', '');
  await checkRights(clients, target, taskDefinition, taskId);

  const overrides = target.overrides.containerOverrides?.find(
    ({ name }) => name === container.name,
  );
  const given = [...(container.environment ?? []), ...(overrides?.environment ?? [])];
  const lines: string[] = [];
  const result = await runContainer(
    options.directory,
    {
      image: container.image ?? '',
      user: container.user,
      memoryMiB: container.memory ?? Number(taskDefinition.memory),
      command: overrides?.command ?? container.command ?? [],
      environment: {
        ...Object.fromEntries(given.map(({ name = '', value = '' }) => [name, value])),
        ...localEnvironment(options.endpoint),
        ...options.environment,
      },
    },
    (line) => {
      lines.push(line);
      options.onLine?.(line);
    },
  );

  const logs = container.logConfiguration?.options ?? {};
  const logGroup = logs['awslogs-group'] ?? '';
  const logStream = [logs['awslogs-stream-prefix'], container.name, taskId].join('/');
  await shipLogs(clients.logs, logGroup, logStream, lines);
  for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
  return { ...result, taskId, scheduledTime: target.scheduledTime, logGroup, logStream, lines };
}

/** What a container finds in its surroundings on Fargate and not here. */
function localEnvironment(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** Everything AWS would check between the scheduled time and the first line of the container. */
async function checkRights(
  { iam }: LocalClients,
  target: Target,
  { executionRoleArn = '', taskRoleArn = '', containerDefinitions = [] }: TaskDefinition,
  taskId: string,
): Promise<void> {
  const role = await readRole(iam, target.roleArn);
  const pass = (resource: string) => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
  });
  const cluster = target.clusterArn.split('/').at(-1) ?? '';
  const ecs = target.clusterArn.replace(/:cluster\/.*/, '');
  await requireTrust(role, target.service, target.sourceArn);
  await requireAllowed(role, [
    {
      action: 'ecs:RunTask',
      resource: target.taskDefinitionArn,
      context: { 'ecs:cluster': target.clusterArn },
    },
    {
      action: 'ecs:TagResource',
      resource: `${ecs}:task/${cluster}/${taskId}`,
      context: { 'ecs:CreateAction': 'RunTask' },
    },
    pass(executionRoleArn),
    pass(taskRoleArn),
  ]);

  const logs = ecs.replace(':ecs:', ':logs:');
  const execution = await readRole(iam, executionRoleArn);
  for (const each of [execution, await readRole(iam, taskRoleArn)]) {
    await requireTrust(each, 'ecs-tasks.amazonaws.com', `${ecs}:*`);
  }
  const groups = containerDefinitions.flatMap(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? [],
  );
  await requireAllowed(
    execution,
    groups.map((group) => ({
      action: 'logs:PutLogEvents',
      resource: `${logs}:log-group:${group}:log-stream:${taskId}`,
    })),
  );
}

async function shipLogs(
  client: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
  lines: readonly string[],
): Promise<void> {
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  if (lines.length === 0) return;
  const timestamp = Date.now();
  await client.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: lines.map((message) => ({ timestamp, message })),
    }),
  );
}
