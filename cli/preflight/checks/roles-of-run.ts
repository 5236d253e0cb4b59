import { ecrRepositoryOf } from '../../../stacks/rules/image-reference';
import { runsPrefix } from '../../../stacks/schedule/state-machine/runs-prefix';
import { dataPrefix } from '../../../stacks/settings/data-folder';
import { ownerCondition } from '../../../stacks/settings/tags';
import type { Subject } from '../subject';
import { secretIdOf, secretsOf } from './secrets';

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

/** What a role does with the key that encrypts what the project keeps, if there is one. */
function keyCalls(
  { settings: { encryption } }: Subject,
  actions: readonly string[],
  context: Readonly<Record<string, string>>,
): Calls[] {
  return encryption === undefined ? [] : [{ actions, resources: [encryption.kmsKeyArn], context }];
}

const readAndWrite = ['kms:Decrypt', 'kms:GenerateDataKey'];

function bucketKeyCalls(subject: Subject, bucketArn: string, write: boolean): Calls[] {
  return keyCalls(subject, write ? readAndWrite : ['kms:Decrypt'], {
    'kms:ViaService': `s3.${subject.settings.region}.amazonaws.com`,
    'kms:EncryptionContext:aws:s3:arn': bucketArn,
  });
}

/** Every role of a run: that of the trigger, of the state machine if any, and two of the task. */
export function rolesOf(subject: Subject): Role[] {
  const { task, trigger, launch, bucket } = subject;
  const machine = launch.machineRoleArn !== undefined;
  const [, partition = 'aws'] = (task.taskDefinitionArn ?? '').split(':');
  return [
    // What runs after another job that one's state machine starts, whose role is looked at there.
    ...(trigger.first === undefined ? [roleOfTrigger(subject)] : []),
    ...(machine
      ? [
          {
            purpose: 'the state machine',
            arn: launch.machineRoleArn,
            service: 'states.amazonaws.com',
            calls: [...startCalls(subject), ...machineCalls(subject)],
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
      calls: dataCalls(subject, `arn:${partition}:s3:::${bucket}`),
    },
  ];
}

function roleOfTrigger(subject: Subject): Role {
  const { settings, trigger, launch } = subject;
  const { target, grammar } = trigger;
  return {
    purpose: 'the schedule',
    arn: target.roleArn,
    service: grammar === 'scheduler' ? 'scheduler.amazonaws.com' : 'events.amazonaws.com',
    calls: [
      ...(launch.machineRoleArn !== undefined
        ? [{ actions: ['states:StartExecution'], resources: [target.arn] }]
        : startCalls(subject)),
      ...(target.deadLetterQueueArn === undefined
        ? []
        : [
            { actions: ['sqs:SendMessage'], resources: [target.deadLetterQueueArn] },
            ...keyCalls(subject, readAndWrite, {
              'kms:ViaService': `sqs.${settings.region}.amazonaws.com`,
              'kms:EncryptionContext:aws:sqs:arn': target.deadLetterQueueArn,
            }),
          ]),
    ],
  };
}

function dataCalls(subject: Subject, bucketArn: string): Calls[] {
  const { settings, job } = subject;
  const { access } = job.data;
  if (access === 'none') return [];
  const prefix = dataPrefix(settings, job.data);
  return [
    {
      actions: access === 'write' ? ['s3:GetObject', 's3:PutObject'] : ['s3:GetObject'],
      resources: [[bucketArn, ...(prefix === undefined ? [] : [prefix]), 'any'].join('/')],
    },
    ...bucketKeyCalls(subject, bucketArn, access === 'write'),
  ];
}

function startCalls({ task, launch }: Subject): Calls[] {
  const { clusterArn } = launch;
  return [
    {
      actions: ['ecs:RunTask'],
      resources: [task.taskDefinitionArn ?? ''],
      context: { 'ecs:cluster': clusterArn },
    },
    {
      actions: ['ecs:TagResource'],
      resources: [taskIn(clusterArn)],
      context: { 'ecs:CreateAction': 'RunTask' },
    },
    {
      actions: ['iam:PassRole'],
      resources: [task.executionRoleArn, task.taskRoleArn].filter((arn) => arn !== undefined),
      context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' },
    },
  ];
}

/** What a state machine does beside starting the task: follow it, claim the run, end another, deal it out. */
function machineCalls(subject: Subject): Calls[] {
  const { settings, job, launch, trigger, bucket } = subject;
  const { clusterArn, fansOut = false, replaces = false, starts = [] } = launch;
  const { arn: machine } = trigger.target;
  const [, partition = '', , region = '', account = ''] = machine.split(':');
  const execution = `${machine.replace(':stateMachine:', ':execution:')}:any`;
  return [
    {
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      resources: [taskIn(clusterArn)],
      context: {
        'ecs:cluster': clusterArn,
        // By these a task is known on a cluster that others use, too.
        ...ownerCondition(settings),
      },
    },
    {
      // https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
      actions: ['events:PutTargets', 'events:PutRule', 'events:DescribeRule'],
      resources: [
        `arn:${partition}:events:${region}:${account}:rule/StepFunctionsGetEventsForECSTaskRule`,
      ],
    },
    {
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: [`arn:${partition}:s3:::${bucket}/${runsPrefix(job, settings)}run=any/claim.json`],
    },
    {
      actions: ['states:DescribeExecution', ...(replaces ? ['states:StopExecution'] : [])],
      resources: [execution],
    },
    ...bucketKeyCalls(subject, `arn:${partition}:s3:::${bucket}`, true),
    ...keyCalls(subject, readAndWrite, {
      'kms:EncryptionContext:aws:states:stateMachineArn': machine,
    }),
    ...(starts.length > 0 ? [{ actions: ['states:StartExecution'], resources: [...starts] }] : []),
    ...(fansOut
      ? [
          { actions: ['states:StartExecution'], resources: [machine] },
          // Batches are executions of a run of the map.
          // https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html
          {
            actions: ['states:DescribeExecution', 'states:StopExecution'],
            resources: [execution.replace(/:any$/, '/any:any')],
          },
        ]
      : []),
  ];
}

/** Any task of a cluster. */
function taskIn(clusterArn: string): string {
  return `${clusterArn.replace(':cluster/', ':task/')}/any`;
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
  const repositories = containerDefinitions
    .map(({ image = '' }) => ecrRepositoryOf(image))
    .filter((repository) => repository !== undefined)
    .map((each) => `arn:${partition}:ecr:${each.region}:${each.account}:repository/${each.name}`);
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
      resources: secrets.filter((secret) => secret.includes(':secretsmanager:')).map(secretIdOf),
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
