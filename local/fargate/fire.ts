import { randomUUID } from 'node:crypto';
import {
  DescribeTaskDefinitionCommand,
  type ContainerDefinition,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { localClients, type LocalClients } from './aws';
import { runContainer, type ContainerResult } from './container';
import { deliverEvent } from './deliver-event';
import { executionEndEvent, taskEndEvent } from './end-events';
import { LogShipper } from './log-shipper';
import { readRole } from './deployed-role';
import { partitionOf } from '../../stacks/rules/partition';
import {
  requireAllowed,
  requireTrust,
  type Call,
  type Role,
} from '../../stacks/testing/permissions';
import { readSecrets, secretCalls } from './secrets';
import { runStateMachine } from './state-machine';
import { StatesError } from './states-language';
import { readTarget, type MachineTarget, type TaskTarget, type Trigger } from './target';
import { startTaskSurroundings } from './task-surroundings';

// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
const defaultStopTimeoutSeconds = 30;

export interface FireOptions extends Trigger {
  /** The project's folder. */
  readonly directory: string;
  /** Where the local AWS answers. */
  readonly endpoint: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /**
   * The scheduled time of the run.
   * @default - the latest one that has passed
   */
  readonly scheduledTime?: Date;
  /** What only the local world adds to the container, such as `SOURCE_BASE_URL`. */
  readonly environment?: Readonly<Record<string, string>>;
  /**
   * In place of the target's.
   * @default - the command that the target says
   */
  readonly command?: readonly string[] | undefined;
  /** Stops the container as ECS stops a task. */
  readonly stop?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

export interface FiringResult extends ContainerResult {
  readonly taskId: string;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly lines: readonly string[];
  /** What the container asked of S3 that its task role does not allow. */
  readonly denied: readonly Call[];
  /**
   * What became of the executions that it started and of those that they started, by the name of the state
   * machine: a firing, or why none of its tasks ran. How they end does not change its exit code.
   */
  readonly followers: ReadonlyMap<string, FiringResult | string>;
}

/**
 * Plays EventBridge, ECS and Fargate for one firing of a deployed schedule or rule.
 *
 * @throws when AWS would have refused: a role that lacks a right, a schedule that is disabled
 */
export async function fire(options: FireOptions): Promise<FiringResult> {
  const { region = 'us-east-1' } = options;
  const clients = localClients(options.endpoint, region);
  try {
    const target = await readTarget(clients, options, options.scheduledTime);
    return 'stateMachineArn' in target
      ? await runMachine(clients, target, { ...options, region })
      : await runTask(clients, target, { ...options, region });
  } finally {
    for (const client of Object.values(clients)) (client as { destroy(): void }).destroy();
  }
}

/** The last task of an execution stands for all of it; its exit code is 1 if the execution failed. */
async function runMachine(
  clients: LocalClients,
  target: MachineTarget,
  options: FireOptions & { readonly region: string },
): Promise<FiringResult> {
  const results: FiringResult[] = [];
  const started: MachineTarget[] = [];
  let exitCode = 0;
  const end = await runStateMachine(target, {
    clients,
    directory: options.directory,
    stop: options.stop,
    started: (next) => started.push(next),
    ended: (execution) => deliverEvent(clients, executionEndEvent(execution)),
    runTask: async (task, stop) => {
      const result = await runTask(clients, task, { ...options, stop });
      results.push(result);
      return result;
    },
  }).catch((error: unknown) => {
    if (!(error instanceof StatesError)) throw error;
    exitCode = 1;
    return error.message;
  });
  const last = results.at(-1);
  if (last === undefined) throw new Error(`no task was started: ${JSON.stringify(end)}`);
  const followers = new Map<string, FiringResult | string>();
  for (const next of started) {
    const firing = await runMachine(clients, next, options).catch(messageOf);
    followers.set(next.stateMachineArn.split(':').at(-1) ?? '', firing);
    if (typeof firing === 'string') continue;
    for (const [name, each] of firing.followers) followers.set(name, each);
  }
  return {
    ...last,
    exitCode,
    lines: results.flatMap(({ lines }) => lines),
    denied: results.flatMap(({ denied }) => denied),
    followers,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function runTask(
  clients: LocalClients,
  target: TaskTarget,
  options: FireOptions & { readonly region: string },
): Promise<FiringResult> {
  const { directory, endpoint, region, environment, command, stop, onLine } = options;
  const { taskDefinition } = await clients.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: target.taskDefinitionArn }),
  );
  const containers = taskDefinition?.containerDefinitions ?? [];
  const [overrides] = target.overrides.containerOverrides ?? [];
  const container = containers.find(({ name }) => name === overrides?.name);
  if (taskDefinition === undefined || container === undefined) {
    throw new Error(
      `${target.taskDefinitionArn} has no container ${overrides?.name ?? ''}, which the target names`,
    );
  }
  const taskId = randomUUID().replaceAll('-', '');
  const ecsArn = target.clusterArn.replace(/:cluster\/.*/, '');
  await checkTrigger(clients, target, taskDefinition, taskId);
  await checkExecution(clients, taskDefinition, ecsArn, taskId);
  const role = await taskRole(clients, taskDefinition, ecsArn);

  const logs = container.logConfiguration?.options ?? {};
  const logGroup = logs['awslogs-group'] ?? '';
  const logStream = [logs['awslogs-stream-prefix'], container.name, taskId].join('/');
  const given = [...(container.environment ?? []), ...(overrides?.environment ?? [])];
  const secrets = await readSecrets(clients, container.secrets ?? [], ecsArn);
  const surroundings = await startTaskSurroundings(endpoint, region, role);
  const shipper = new LogShipper(clients.logs, logGroup, logStream);
  const lines: string[] = [];
  const startedAt = new Date();
  try {
    const result = await runContainer(
      directory,
      {
        name: taskId,
        image: container.image ?? '',
        user: container.user,
        readonlyRootFilesystem: container.readonlyRootFilesystem ?? false,
        workingDirectory: container.workingDirectory,
        initProcess: container.linuxParameters?.initProcessEnabled ?? false,
        addedCapabilities: container.linuxParameters?.capabilities?.add ?? [],
        droppedCapabilities: container.linuxParameters?.capabilities?.drop ?? [],
        memoryMiB: container.memory ?? Number(taskDefinition.memory),
        stopTimeoutSeconds: container.stopTimeout ?? defaultStopTimeoutSeconds,
        entryPoint: container.entryPoint,
        command: command ?? overrides?.command ?? container.command ?? [],
        environment: {
          ...Object.fromEntries(given.map(({ name = '', value = '' }) => [name, value])),
          ...secrets,
          ...surroundings.environment,
          ...environment,
        },
      },
      (line) => {
        lines.push(line);
        shipper.add(line);
        onLine?.(line);
      },
      stop,
    );
    await deliverEvent(
      clients,
      taskEndEvent({
        target,
        family: taskDefinition.family ?? '',
        taskId,
        startedBy: startedBy(target, options),
        startedAt,
        stoppedAt: new Date(),
        exitCode: result.exitCode,
      }),
    );
    const { scheduledTime } = target;
    const { denied } = surroundings;
    return {
      ...result,
      taskId,
      scheduledTime,
      logGroup,
      logStream,
      lines,
      denied,
      followers: new Map(),
    };
  } finally {
    await Promise.all([shipper.close(), surroundings.close()]);
  }
}

/**
 * Whom ECS tells that a task was started by. Scheduler leaves 36 characters of it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
function startedBy({ service }: TaskTarget, { name, byHand }: FireOptions): string {
  if (service === 'states.amazonaws.com') return 'AWS Step Functions';
  if (byHand === true) return 'fargate-cron/local';
  const what = service === 'scheduler.amazonaws.com' ? 'chronos-schedule' : 'events-rule';
  return `${what}/${name}`.slice(0, 36);
}

/** What AWS checks of the role of the schedule or rule before it starts a task. */
async function checkTrigger(
  { iam }: LocalClients,
  target: TaskTarget,
  { executionRoleArn = '', taskRoleArn = '' }: TaskDefinition,
  taskId: string,
): Promise<void> {
  const role = await readRole(iam, target.roleArn);
  const pass = (resource: string) => ({
    action: 'iam:PassRole',
    resource,
    context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
  });
  await requireTrust(role, target.service, target.sourceArn);
  await requireAllowed(role, [
    {
      action: 'ecs:RunTask',
      resource: target.taskDefinitionArn,
      context: { 'ecs:cluster': target.clusterArn },
    },
    {
      action: 'ecs:TagResource',
      resource: `${target.clusterArn.replace(':cluster/', ':task/')}/${taskId}`,
      context: { 'ecs:CreateAction': 'RunTask' },
    },
    pass(executionRoleArn),
    pass(taskRoleArn),
  ]);
}

/** What ECS does with the execution role: pull the images, read the secrets, write the logs. */
async function checkExecution(
  { iam }: LocalClients,
  { executionRoleArn = '', containerDefinitions = [] }: TaskDefinition,
  ecsArn: string,
  taskId: string,
): Promise<void> {
  const role = await readRole(iam, executionRoleArn);
  await requireTrust(role, 'ecs-tasks.amazonaws.com', `${ecsArn}:*`);
  await requireAllowed(
    role,
    containerDefinitions.flatMap((container) => [
      ...pullCalls(container),
      ...secretCalls(container.secrets ?? [], ecsArn),
      ...logCalls(container, ecsArn, taskId),
    ]),
  );
}

/** Images that do not lie in ECR are pulled without any role. */
function pullCalls({ image = '' }: ContainerDefinition): Call[] {
  const [, account, region, repository] =
    /^(\d{12})\.dkr\.ecr\.([^.]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
  if (account === undefined || region === undefined || repository === undefined) return [];
  const resource = `arn:${partitionOf(region)}:ecr:${region}:${account}:repository/${repository}`;
  return [
    { action: 'ecr:GetAuthorizationToken', resource: '*' },
    { action: 'ecr:BatchGetImage', resource },
    { action: 'ecr:GetDownloadUrlForLayer', resource },
  ];
}

function logCalls(
  { logConfiguration }: ContainerDefinition,
  ecsArn: string,
  taskId: string,
): Call[] {
  const group = logConfiguration?.options?.['awslogs-group'];
  if (group === undefined) return [];
  const resource = `${ecsArn.replace(':ecs:', ':logs:')}:log-group:${group}:log-stream:${taskId}`;
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({ action, resource }));
}

async function taskRole(
  { iam }: LocalClients,
  { taskRoleArn = '' }: TaskDefinition,
  ecsArn: string,
): Promise<Role> {
  const role = await readRole(iam, taskRoleArn);
  await requireTrust(role, 'ecs-tasks.amazonaws.com', `${ecsArn}:*`);
  return role;
}
