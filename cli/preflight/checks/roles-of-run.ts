import type { Subject } from '../subject';
import { secretsOf } from './secrets';

/** Calls that a role has to be allowed. */
export interface Calls {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
}

/** One role of a run, and what it has to be able to do. */
export interface Role {
  /** Who or what it is for. */
  readonly purpose: string;
  readonly arn: string | undefined;
  /** Who has to assume it. */
  readonly service: string;
  readonly calls: readonly Calls[];
}

/** Every role of a run: that of the trigger, of the state machine if any, and two of the task. */
export function rolesOf(subject: Subject): Role[] {
  const { task, trigger, launch, bucket } = subject;
  const { target, grammar } = trigger;
  const machine = launch.machineRoleArn !== undefined;
  const [, partition = 'aws'] = (task.taskDefinitionArn ?? '').split(':');
  return [
    {
      purpose: 'the schedule',
      arn: target.roleArn,
      service: grammar === 'scheduler' ? 'scheduler.amazonaws.com' : 'events.amazonaws.com',
      calls: machine
        ? [{ actions: ['states:StartExecution'], resources: [target.arn] }]
        : startCalls(subject),
    },
    ...(machine
      ? [
          {
            purpose: 'the state machine',
            arn: launch.machineRoleArn,
            service: 'states.amazonaws.com',
            calls: startCalls(subject),
          },
        ]
      : []),
    {
      purpose: 'task execution',
      arn: task.executionRoleArn,
      service: 'ecs-tasks.amazonaws.com',
      calls: executionCalls(subject),
    },
    {
      purpose: 'the task',
      arn: task.taskRoleArn,
      service: 'ecs-tasks.amazonaws.com',
      calls: [
        {
          actions: ['s3:GetObject', 's3:PutObject'],
          resources: [`arn:${partition}:s3:::${bucket}/any`],
        },
      ],
    },
  ];
}

function startCalls({ task, launch }: Subject): Calls[] {
  return [
    {
      actions: ['ecs:RunTask'],
      resources: [task.taskDefinitionArn ?? ''],
      context: { 'ecs:cluster': launch.clusterArn },
    },
    {
      actions: ['iam:PassRole'],
      resources: [task.executionRoleArn, task.taskRoleArn].filter((arn) => arn !== undefined),
      context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    },
  ];
}

/** What ECS does in the name of the execution role before the container starts. */
function executionCalls({ task, job }: Subject): Calls[] {
  const { taskDefinitionArn = '', containerDefinitions = [] } = task;
  const [, partition = '', , region = '', account = ''] = taskDefinitionArn.split(':');
  const arn = (service: string, rest: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const logs = containerDefinitions.flatMap(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? [],
  );
  const repositories = containerDefinitions.flatMap(({ image = '' }) => {
    const [, owner, place, name] =
      /^(\d{12})\.dkr\.ecr\.([^.]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
    return name === undefined
      ? []
      : [`arn:${partition}:ecr:${place ?? ''}:${owner ?? ''}:repository/${name}`];
  });
  const secrets = containerDefinitions.flatMap(secretsOf);
  const parameters = secrets.filter((secret) => !secret.includes(':secretsmanager:'));
  const calls: Calls[] = [
    {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: logs.map((group) => arn('logs', `log-group:${group}:log-stream:${job.name}`)),
    },
    { actions: ['ecr:GetAuthorizationToken'], resources: repositories.length === 0 ? [] : ['*'] },
    { actions: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], resources: repositories },
    {
      actions: ['secretsmanager:GetSecretValue'],
      resources: secrets
        .filter((secret) => secret.includes(':secretsmanager:'))
        .map((secret) => secret.split(':').slice(0, 7).join(':')),
    },
    {
      actions: ['ssm:GetParameters'],
      resources: parameters.map((name) =>
        name.startsWith('arn:') ? name : arn('ssm', `parameter/${name.replace(/^\//, '')}`),
      ),
    },
  ];
  return calls.filter(({ resources }) => resources.length > 0);
}
