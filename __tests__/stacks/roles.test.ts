import { isAllowed, requireTrust, type Call, type Role } from '../../stacks/testing/permissions';
import '../../stacks/testing/matchers';
import { Prediction } from '../../stacks/testing/prediction';
import { configOf, synthesize } from '../synthesis';

const account = '123456789012';
const vendorKey = `arn:aws:secretsmanager:us-east-1:${account}:secret:vendor-AbCdEf`;
const registryKey = `arn:aws:secretsmanager:us-east-1:${account}:secret:ghcr-AbCdEf`;
const kmsKey = `arn:aws:kms:us-east-1:${account}:key/1234`;
const fileSystem = `arn:aws:elasticfilesystem:us-east-1:${account}:file-system/fs-89abcdef`;
const topic = `arn:aws:sns:us-east-1:${account}:news`;
const cluster = `arn:aws:ecs:us-east-1:${account}:cluster/acme-test`;
const bucket = `arn:aws:s3:::acme-test-data-${account}`;
const machine = `arn:aws:states:us-east-1:${account}:stateMachine:acme-test-shared-out`;
const execution = machine.replace('stateMachine', 'execution');
const watch = `arn:aws:states:us-east-1:${account}:stateMachine:acme-test_watch`;
const notifier = `arn:aws:states:us-east-1:${account}:stateMachine:acme-test_notify`;
const alarmTopic = `arn:aws:sns:us-east-1:${account}:acme-test-alarms`;
const queue = `arn:aws:sqs:us-east-1:${account}:acme-test-undelivered`;
const group = `arn:aws:scheduler:us-east-1:${account}:schedule-group/acme-test`;

const { roles, ...prediction } = predict();

function predict() {
  const all = new Prediction(
    synthesize(
      configOf(
        {},
        {
          alarms: { email: 'jobs@example.com' },
          jobs: [
            {
              name: 'nightly',
              schedule: 'rate(1 day)',
              secrets: { KEY: `${vendorKey}:key::`, PROXY: '/acme/proxy' },
              secretKeyArns: [kmsKey],
              volumes: [
                { name: 'shared', mountPath: '/shared', efs: { fileSystemId: 'fs-89abcdef' } },
              ],
              statements: [{ Action: ['sns:Publish'], Resource: [topic] }],
            },
            { name: 'hourly', schedule: 'rate(1 hour)', trigger: 'rule' },
            {
              name: 'weekly',
              schedule: 'rate(7 days)',
              image: 'ghcr.io/acme/report:1',
              registryCredentials: registryKey,
            },
            { name: 'retried', schedule: 'rate(1 day)', retries: 1 },
            { name: 'replacing', schedule: 'rate(1 day)', overlap: 'replace' },
            {
              name: 'apart',
              schedule: 'rate(1 day)',
              image: 'ghcr.io/acme/report:1',
              data: false,
              debug: true,
              // As people write it who mean their own folder.
              statements: [{ Action: ['s3:PutObject'], Resource: [`${bucket}/*`] }],
            },
            {
              name: 'reader',
              schedule: 'rate(1 day)',
              image: 'ghcr.io/acme/report:1',
              data: 'read',
            },
            {
              name: 'folder',
              schedule: 'rate(1 day)',
              image: 'ghcr.io/acme/report:1',
              data: { prefix: 'reports/daily', access: 'write' },
            },
            {
              name: 'folder-reader',
              schedule: 'rate(1 day)',
              image: 'ghcr.io/acme/report:1',
              data: { prefix: 'reports/daily', access: 'read' },
            },
            { name: 'shared-out', schedule: 'rate(1 day)', fanOut: { symbolsPerTask: 10 } },
          ],
        },
      ),
    ),
  );
  return { roles: all.roles, role: (name: string) => all.role(roleName(name)) };
}

/** Those of the watch and the notifications belong to no job. */
function roleName(name: string): string {
  return name.startsWith('_') ? `acme-test${name}` : `acme-test-${name}`;
}

/** What ECS or EventBridge asks to start the task of a job. */
function startOf(job: string): Call[] {
  return [
    {
      action: 'ecs:RunTask',
      resource: `arn:aws:ecs:us-east-1:${account}:task-definition/acme-test-${job}:7`,
      context: { 'ecs:cluster': cluster },
    },
    {
      action: 'ecs:TagResource',
      resource: `arn:aws:ecs:us-east-1:${account}:task/acme-test/0123456789abcdef`,
      context: { 'ecs:CreateAction': 'RunTask' },
    },
    pass(`acme-test-${job}-execution`),
    pass(`acme-test-${job}-task`),
  ];
}

function pass(role: string, service = 'ecs-tasks.amazonaws.com'): Call {
  return {
    action: 'iam:PassRole',
    resource: `arn:aws:iam::${account}:role/${role}`,
    context: { 'iam:PassedToService': service },
  };
}

/** What a state machine asks to run the task of a job, once for each scheduled time. */
function executionOf(job: string): Call[] {
  const at = (action: string, resource: string, context?: Call['context']): Call => ({
    action,
    resource,
    ...(context !== undefined && { context }),
  });
  const task = `arn:aws:ecs:us-east-1:${account}:task/acme-test/0123456789abcdef`;
  const rule = `arn:aws:events:us-east-1:${account}:rule/StepFunctionsGetEventsForECSTaskRule`;
  const claim = `${bucket}/_runs/job=${job}/run=20261127T230000Z/claim.json`;
  return [
    ...startOf(job),
    ...['DescribeTasks', 'StopTask'].map((name) =>
      at(`ecs:${name}`, task, { 'ecs:cluster': cluster }),
    ),
    ...['DescribeRule', 'PutRule', 'PutTargets'].map((name) => at(`events:${name}`, rule)),
    ...['GetObject', 'PutObject'].map((name) => at(`s3:${name}`, claim)),
    at(
      'states:DescribeExecution',
      `arn:aws:states:us-east-1:${account}:execution:acme-test-${job}:x`,
    ),
  ];
}

const inFolder = `${bucket}/reports/daily/2026/11.csv`;
const listOf = (prefix: string): Call => ({
  action: 's3:ListBucket',
  resource: bucket,
  context: { 's3:prefix': prefix },
});

/** What no job may do to what state machines claim runs by. */
const claims: Call[] = ['GetObject', 'PutObject'].flatMap((action) =>
  ['run=20261127T230000Z/claim.json', 'run=20261127T230000Z/skipped.json', 'latest.json'].map(
    (name) => ({ action: `s3:${action}`, resource: `${bucket}/_runs/job=nightly/${name}` }),
  ),
);
const plans: Call[] = ['GetObject', 'PutObject'].map((action) => ({
  action: `s3:${action}`,
  resource: `${bucket}/_runs/job=shared-out/run=20261127T230000Z/batches.json`,
}));

const openShell = ['Control', 'Data'].flatMap((channel) => [
  `ssmmessages:Create${channel}Channel`,
  `ssmmessages:Open${channel}Channel`,
]);
const ecr = ['BatchCheckLayerAvailability', 'BatchGetImage', 'GetDownloadUrlForLayer'];
const logs = ['CreateLogStream', 'PutLogEvents'];
const logStream = (job: string): string =>
  `arn:aws:logs:us-east-1:${account}:log-group:/acme/test/${job}:log-stream:${job}/x`;
const nobody: Call[] = [
  { action: 's3:DeleteBucket', resource: bucket },
  { action: 's3:GetObject', resource: 'arn:aws:s3:::somebody-elses/key' },
  { action: 'iam:CreateUser', resource: `arn:aws:iam::${account}:user/x` },
  { action: 'sts:AssumeRole', resource: `arn:aws:iam::${account}:role/admin` },
  { action: 'ec2:RunInstances', resource: `arn:aws:ec2:us-east-1:${account}:instance/*` },
];

const duties: Readonly<Record<string, { must: Call[]; mustNot: Call[] }>> = {
  'nightly-execution': {
    must: [
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
      ...ecr.map((action) => ({
        action: `ecr:${action}`,
        resource: `arn:aws:ecr:us-east-1:${account}:repository/acme-test-crawler`,
      })),
      ...logs.map((action) => ({ action: `logs:${action}`, resource: logStream('nightly') })),
      { action: 'secretsmanager:GetSecretValue', resource: vendorKey },
      {
        action: 'ssm:GetParameters',
        resource: `arn:aws:ssm:us-east-1:${account}:parameter/acme/proxy`,
      },
      { action: 'kms:Decrypt', resource: kmsKey },
    ],
    mustNot: [
      {
        action: 'ecr:BatchGetImage',
        resource: `arn:aws:ecr:us-east-1:${account}:repository/other`,
      },
      {
        action: 'ecr:PutImage',
        resource: `arn:aws:ecr:us-east-1:${account}:repository/acme-test-crawler`,
      },
      { action: 'logs:PutLogEvents', resource: logStream('hourly') },
      { action: 'secretsmanager:GetSecretValue', resource: vendorKey.replace('vendor', 'other') },
      { action: 'secretsmanager:GetSecretValue', resource: registryKey },
      { action: 'secretsmanager:PutSecretValue', resource: vendorKey },
      {
        action: 'ssm:GetParameters',
        resource: `arn:aws:ssm:us-east-1:${account}:parameter/acme/proxy2`,
      },
      { action: 'kms:Decrypt', resource: `${kmsKey}5` },
      { action: 's3:GetObject', resource: `${bucket}/key` },
    ],
  },
  'weekly-execution': {
    must: [
      ...logs.map((action) => ({ action: `logs:${action}`, resource: logStream('weekly') })),
      { action: 'secretsmanager:GetSecretValue', resource: registryKey },
    ],
    mustNot: [
      { action: 'secretsmanager:GetSecretValue', resource: vendorKey },
      { action: 'secretsmanager:PutSecretValue', resource: registryKey },
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
      { action: 'kms:Decrypt', resource: kmsKey },
    ],
  },
  'nightly-task': {
    must: [
      { action: 's3:GetObject', resource: `${bucket}/bars/v1/data.parquet` },
      { action: 's3:PutObject', resource: `${bucket}/bars/v1/data.parquet` },
      { action: 's3:ListBucket', resource: bucket },
      { action: 'elasticfilesystem:ClientMount', resource: fileSystem },
      { action: 'elasticfilesystem:ClientWrite', resource: fileSystem },
      { action: 'sns:Publish', resource: topic },
    ],
    mustNot: [
      { action: 's3:DeleteObject', resource: `${bucket}/bars/v1/data.parquet` },
      { action: 's3:PutBucketPolicy', resource: bucket },
      { action: 's3:GetObjectVersion', resource: `${bucket}/bars/v1/data.parquet` },
      ...claims,
      ...plans,
      { action: 'elasticfilesystem:ClientRootAccess', resource: fileSystem },
      { action: 'elasticfilesystem:ClientMount', resource: fileSystem.replace('89ab', '89ac') },
      { action: 'sns:Publish', resource: `${topic}2` },
      { action: 'secretsmanager:GetSecretValue', resource: vendorKey },
    ],
  },
  'shared-out-task': {
    must: [
      { action: 's3:GetObject', resource: `${bucket}/bars/v1/data.parquet` },
      { action: 's3:ListBucket', resource: bucket },
      ...plans,
    ],
    mustNot: claims,
  },
  'apart-task': {
    must: [
      { action: 's3:PutObject', resource: `${bucket}/elsewhere` },
      ...openShell.map((action) => ({ action, resource: '*' })),
    ],
    mustNot: [
      { action: 's3:GetObject', resource: inFolder },
      { action: 's3:ListBucket', resource: bucket },
      listOf('reports/daily/'),
      ...claims,
      ...plans,
    ],
  },
  'reader-task': {
    must: [
      { action: 's3:GetObject', resource: inFolder },
      { action: 's3:ListBucket', resource: bucket },
      listOf('reports/daily/'),
    ],
    mustNot: [{ action: 's3:PutObject', resource: inFolder }, ...claims, ...plans],
  },
  'folder-task': {
    must: [
      { action: 's3:GetObject', resource: inFolder },
      { action: 's3:PutObject', resource: inFolder },
      listOf('reports/daily/'),
      listOf('reports/daily/2026/'),
    ],
    mustNot: [
      { action: 's3:DeleteObject', resource: inFolder },
      { action: 's3:GetObject', resource: `${bucket}/reports/weekly.csv` },
      { action: 's3:PutObject', resource: `${bucket}/reports/daily2/x.csv` },
      { action: 's3:PutObject', resource: `${bucket}/bars/v1/data.parquet` },
      { action: 's3:ListBucket', resource: bucket },
      listOf('reports/'),
      listOf('reports/daily'),
      listOf('reports/daily2/'),
      ...claims,
      ...plans,
    ],
  },
  'folder-reader-task': {
    must: [{ action: 's3:GetObject', resource: inFolder }, listOf('reports/daily/')],
    mustNot: [
      { action: 's3:PutObject', resource: inFolder },
      { action: 's3:GetObject', resource: `${bucket}/reports/weekly.csv` },
      { action: 's3:ListBucket', resource: bucket },
      ...claims,
    ],
  },
  'nightly-schedule': {
    must: [...startOf('nightly'), { action: 'sqs:SendMessage', resource: queue }],
    mustNot: [
      ...startOf('hourly').filter(({ action }) => action !== 'ecs:TagResource'),
      ...startOf('nightly').map((call) => ({
        ...call,
        // The same calls for another cluster, another reason, another service.
        context: {
          'ecs:cluster': `${cluster}2`,
          'ecs:CreateAction': 'CreateService',
          'iam:PassedToService': 'ec2.amazonaws.com',
        },
      })),
      pass('admin'),
      { action: 'sqs:SendMessage', resource: `${queue}2` },
      { action: 'sqs:ReceiveMessage', resource: queue },
      {
        action: 'ecs:StopTask',
        resource: `arn:aws:ecs:us-east-1:${account}:task/acme-test/0123456789abcdef`,
        context: { 'ecs:cluster': cluster },
      },
    ],
  },
  '_watch-machine': {
    must: [
      { action: 'cloudwatch:GetMetricStatistics', resource: '*' },
      { action: 'sns:Publish', resource: alarmTopic },
    ],
    mustNot: [
      { action: 'sns:Publish', resource: topic },
      { action: 'sns:Subscribe', resource: alarmTopic },
      { action: 'cloudwatch:PutMetricData', resource: '*' },
      ...startOf('weekly'),
    ],
  },
  '_watch-schedule': {
    must: [
      { action: 'states:StartExecution', resource: watch },
      { action: 'sqs:SendMessage', resource: queue },
    ],
    mustNot: [{ action: 'states:StartExecution', resource: machine }, ...startOf('weekly')],
  },
  '_notify-machine': {
    must: [
      { action: 'sns:Publish', resource: alarmTopic },
      ...['retried', 'shared-out'].map((job) => ({
        action: 'states:GetExecutionHistory',
        resource: `arn:aws:states:us-east-1:${account}:execution:acme-test-${job}:x`,
      })),
    ],
    mustNot: [
      { action: 'sns:Publish', resource: topic },
      { action: 'sns:Subscribe', resource: alarmTopic },
      { action: 'states:GetExecutionHistory', resource: `${execution.replace('acme', 'other')}:x` },
      { action: 'states:StopExecution', resource: `${execution}:x` },
      { action: 'states:DescribeStateMachine', resource: machine },
      ...startOf('weekly'),
    ],
  },
  '_notify-rule': {
    must: [{ action: 'states:StartExecution', resource: notifier }],
    mustNot: [
      { action: 'states:StartExecution', resource: machine },
      { action: 'states:StartExecution', resource: watch },
      { action: 'sns:Publish', resource: alarmTopic },
      ...startOf('weekly'),
    ],
  },
  'retried-machine': {
    must: executionOf('retried'),
    mustNot: executionOf('shared-out').filter(
      ({ action }) =>
        !['ecs:TagResource', 'ecs:DescribeTasks', 'ecs:StopTask'].includes(action) &&
        !action.startsWith('events:'),
    ),
  },
  'replacing-machine': {
    must: [
      ...executionOf('replacing'),
      {
        action: 'states:StopExecution',
        resource: `arn:aws:states:us-east-1:${account}:execution:acme-test-replacing:x`,
      },
    ],
    mustNot: [
      { action: 'states:StopExecution', resource: `${execution}:x` },
      { action: 'states:StartExecution', resource: machine },
    ],
  },
  'shared-out-schedule': {
    must: [
      { action: 'states:StartExecution', resource: machine },
      { action: 'sqs:SendMessage', resource: queue },
    ],
    mustNot: [
      { action: 'states:StartExecution', resource: `${machine}2` },
      { action: 'states:StopExecution', resource: `${execution}:x` },
      ...startOf('shared-out'),
    ],
  },
  'shared-out-machine': {
    must: [
      ...executionOf('shared-out'),
      { action: 'states:StartExecution', resource: machine },
      { action: 'states:StopExecution', resource: `${execution}/Map:x` },
    ],
    mustNot: [
      ...startOf('hourly').filter(({ action }) => action !== 'ecs:TagResource'),
      ...startOf('shared-out').map((call) => ({
        ...call,
        context: {
          'ecs:cluster': `${cluster}2`,
          'ecs:CreateAction': 'CreateService',
          'iam:PassedToService': 'ec2.amazonaws.com',
        },
      })),
      {
        action: 'ecs:StopTask',
        resource: `arn:aws:ecs:us-east-1:${account}:task/other/0123456789abcdef`,
        context: { 'ecs:cluster': `${cluster}2` },
      },
      {
        action: 'events:PutTargets',
        resource: `arn:aws:events:us-east-1:${account}:rule/acme-test-hourly`,
      },
      { action: 's3:PutObject', resource: `${bucket}/_runs/job=nightly/latest.json` },
      { action: 's3:GetObject', resource: `${bucket}/_runs/job=nightly/run=x/batches.json` },
      { action: 's3:GetObject', resource: `${bucket}/bars/v1/data.parquet` },
      { action: 's3:DeleteObject', resource: `${bucket}/_runs/job=shared-out/latest.json` },
      { action: 'states:StartExecution', resource: `${machine}2` },
      { action: 'states:DescribeExecution', resource: `${execution}2:x` },
      pass('admin'),
      { action: 'sqs:SendMessage', resource: queue },
    ],
  },
  'hourly-schedule': {
    must: startOf('hourly'),
    mustNot: [
      ...startOf('nightly').filter(({ action }) => action !== 'ecs:TagResource'),
      pass('admin'),
    ],
  },
};

describe.each(Object.entries(duties))('the role %s', (name, { must, mustNot }) => {
  const role = prediction.role(name);

  test('may make every call that it must make', async () => {
    for (const call of must) await expect(role).toAllow(call);
  });

  test('may make none that it must not', async () => {
    for (const call of [...mustNot, ...nobody]) await expect(role).toDeny(call);
  });

  test('needs each of its statements', async () => {
    const smaller = withoutEach(role);
    expect(smaller.length).toBeGreaterThan(0);
    for (const { sid, effect, left } of smaller) {
      const missed: string[] = [];
      for (const call of effect === 'Allow' ? must : mustNot) {
        if ((await isAllowed(left, call)) !== (effect === 'Allow')) missed.push(call.action);
      }
      // Of the other statements here, none lets a job of one folder near the claims.
      if (sid === 'KeepOffClaims' && /^(folder|reader)/.test(name)) continue;
      expect({ sid, missed }).not.toEqual({ sid, missed: [] });
    }
  });
});

/** The role as it would be without each of its statements in turn. */
function withoutEach(role: Role): { sid: string; effect: string; left: Role }[] {
  return role.policies.flatMap(({ name, policy }) => {
    const { Version, Statement } = policy as {
      Version: string;
      Statement: { Sid?: string; Effect: string }[];
    };
    return Statement.map((statement) => ({
      sid: statement.Sid ?? JSON.stringify(statement),
      effect: statement.Effect,
      left: {
        ...role,
        policies: [
          ...role.policies.filter((other) => other.name !== name),
          {
            name,
            policy: { Version, Statement: Statement.filter((other) => other !== statement) },
          },
        ],
      },
    }));
  });
}

test('no role may do everything of a service, or something to everything where it need not', () => {
  const statements = roles.flatMap(({ policies }) =>
    policies.flatMap(({ policy }) =>
      (
        policy as { Statement: { Effect: string; Action: string[]; Resource: string[] }[] }
      ).Statement.filter(({ Effect }) => Effect === 'Allow'),
    ),
  );
  expect(statements.flatMap(({ Action }) => Action).filter((action) => /\*/.test(action))).toEqual(
    [],
  );
  const everywhere = statements
    .filter(({ Resource }) => Resource.includes('*'))
    .flatMap(({ Action }) => Action);
  // Actions that know no resource.
  expect(new Set(everywhere)).toEqual(
    new Set(['ecr:GetAuthorizationToken', 'cloudwatch:GetMetricStatistics', ...openShell]),
  );
});

test('every role of the jobs named here has its duties written down', () => {
  const tried = roles.map(({ arn }) => arn.replace(/.*\/acme-test-?/, ''));
  // Those of the other jobs differ in the job's name only.
  const apart = ['apart', 'reader', 'folder', 'folder-reader'];
  const same = ['hourly', 'retried', 'replacing']
    .flatMap((job) => [`${job}-execution`, `${job}-task`])
    .concat(
      'retried-schedule',
      'replacing-schedule',
      'shared-out-execution',
      'weekly-schedule',
      'weekly-task',
    )
    .concat(apart.flatMap((job) => [`${job}-execution`, `${job}-schedule`]));
  expect([...Object.keys(duties), ...same].sort()).toEqual(tried.sort());
});

test.each([
  ['nightly-schedule', 'scheduler.amazonaws.com', group, `${group}2`],
  [
    'hourly-schedule',
    'events.amazonaws.com',
    `arn:aws:events:us-east-1:${account}:rule/acme-test-hourly`,
    `arn:aws:events:us-east-1:${account}:rule/acme-test-nightly`,
  ],
  ['shared-out-machine', 'states.amazonaws.com', machine, `${machine}2`],
  ['_watch-machine', 'states.amazonaws.com', watch, machine],
  ['_watch-schedule', 'scheduler.amazonaws.com', group, `${group}2`],
  ['_notify-machine', 'states.amazonaws.com', notifier, machine],
  [
    '_notify-rule',
    'events.amazonaws.com',
    `arn:aws:events:us-east-1:${account}:rule/acme-test-failed-runs`,
    `arn:aws:events:us-east-1:${account}:rule/acme-test-hourly`,
  ],
  [
    'nightly-task',
    'ecs-tasks.amazonaws.com',
    `arn:aws:ecs:us-east-1:${account}:*`,
    'arn:aws:ecs:us-east-1:210987654321:*',
  ],
])('%s is trusted to %s for %s and nobody else', async (name, service, source, other) => {
  const role = prediction.role(name);
  await expect(requireTrust(role, service, source)).resolves.toBeUndefined();
  await expect(requireTrust(role, service, other)).rejects.toThrow('does not trust');
  await expect(requireTrust(role, 'lambda.amazonaws.com', source)).rejects.toThrow(
    'does not trust',
  );
});
