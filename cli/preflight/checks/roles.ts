import {
  GetRoleCommand,
  IAMClient,
  paginateSimulatePrincipalPolicy,
  type ContextEntry,
} from '@aws-sdk/client-iam';
import { awsClient } from '../../aws/aws-client';
import { explainAwsError } from '../../aws/aws-errors';
import type { Subject } from '../subject';
import type { Finding } from '../finding';
import { secretsOf } from './secrets';

/** Calls that a role has to be allowed. */
interface Calls {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly context?: Readonly<Record<string, string>>;
}

/** One role of a run, and what it has to be able to do. */
interface Role {
  /** Who or what it is for. */
  readonly purpose: string;
  readonly arn: string | undefined;
  /** Who has to assume it. */
  readonly service: string;
  readonly calls: readonly Calls[];
}

/** Whether each role trusts who has to assume it, and may make the calls that a run needs. */
export async function checkRoles(subject: Subject): Promise<Finding[]> {
  const iam = new IAMClient(awsClient(subject.settings));
  const found = await Promise.all(rolesOf(subject).map((role) => checkRole(iam, role)));
  return found.flat();
}

function rolesOf(subject: Subject): Role[] {
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
      purpose: 'the start of the task',
      arn: task.executionRoleArn,
      service: 'ecs-tasks.amazonaws.com',
      calls: executionCalls(subject),
    },
    {
      purpose: 'the container',
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

async function checkRole(
  iam: IAMClient,
  { purpose, arn, service, calls }: Role,
): Promise<Finding[]> {
  if (arn === undefined) {
    return [{ result: 'failed', detail: `the role of ${purpose} is not set: deploy again` }];
  }
  const RoleName = arn.split('/').at(-1);
  let trust: string;
  try {
    const { Role: role } = await iam.send(new GetRoleCommand({ RoleName }));
    trust = decodeURIComponent(role?.AssumeRolePolicyDocument ?? '');
  } catch (error) {
    if (!(error instanceof Error && error.name.startsWith('NoSuchEntity'))) throw error;
    return [{ result: 'failed', detail: `${arn} of ${purpose} is not there: deploy again` }];
  }
  if (!trust.includes(`"${service}"`)) {
    return [
      { result: 'failed', detail: `${arn} of ${purpose} does not trust ${service}: deploy again` },
    ];
  }
  const denied: string[] = [];
  for (const call of calls) {
    try {
      denied.push(...(await deniedCalls(iam, arn, call)));
    } catch (error) {
      // The right to simulate is often kept from those who may deploy; the trust was seen all the same.
      const reason = explainAwsError(error) ?? firstLine(error);
      return [
        {
          result: 'unknown',
          detail: `${arn} of ${purpose} trusts ${service}; its rights cannot be simulated: ${reason}`,
        },
      ];
    }
  }
  return denied.length === 0
    ? [{ result: 'ok', detail: `${arn} of ${purpose}` }]
    : [
        {
          result: 'failed',
          detail: `${arn} of ${purpose} may not call ${denied.join(', ')}: deploy again, and look for a permissions boundary that is too narrow`,
        },
      ];
}

function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? '';
}

async function deniedCalls(
  client: IAMClient,
  PolicySourceArn: string,
  { actions, resources, context = {} }: Calls,
): Promise<string[]> {
  const denied: string[] = [];
  for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy(
    { client },
    {
      PolicySourceArn,
      ActionNames: [...actions],
      ResourceArns: [...resources],
      ContextEntries: Object.entries(context).map(([ContextKeyName, value]): ContextEntry => ({
        ContextKeyName,
        ContextKeyValues: [value],
        ContextKeyType: 'string',
      })),
    },
  )) {
    for (const { EvalActionName = '', EvalResourceName = '', EvalDecision } of EvaluationResults) {
      if (EvalDecision !== 'allowed') denied.push(`${EvalActionName} on ${EvalResourceName}`);
    }
  }
  return denied;
}
