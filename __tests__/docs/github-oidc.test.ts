import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Call, Role } from '../../stacks/testing/permissions';
import type { Config } from '../../stacks/config/config';
import '../../stacks/testing/matchers';
import { Prediction } from '../../stacks/testing/prediction';
import { everyJob, jobKinds } from '../e2e/job-kinds';
import { configOf, synthesize, type Synthesized } from '../synthesis';
import { policyDocuments } from './policy-documents';
import { anywhere, dataCalls, resourceCalls, type ProviderCalls } from './provider-calls';

const account = '123456789012';

/** Everything that a configuration can make, but for names of its own. */
const configs: readonly Partial<Config>[] = [
  {
    network: { mode: 'public', ipv6: true, flowLogs: {} },
    image: { from: 'build' },
    alarms: {
      email: 'jobs@example.com',
      droppedRuns: true,
      monthlyBudgetUsd: 5,
      slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
      teams: {
        tenantId: '00000000-0000-0000-0000-000000000001',
        teamId: '00000000-0000-0000-0000-000000000002',
        channelId: '19%3A0123abcd%40thread.tacv2',
      },
    },
    dashboard: true,
    logs: { executions: 'ERROR' },
    dataBucket: { accessLogBucket: 'logs', objectLock: { mode: 'GOVERNANCE', days: 1 } },
    scheduleStacks: 2,
    jobs: [
      ...everyJob(),
      { name: 'seldom', schedule: 'rate(9 days)' },
      { name: 'retried', schedule: 'rate(1 day)', retries: 1, trigger: 'rule', spot: true },
      { name: 'fan-out', schedule: 'rate(1 day)', fanOut: { symbolsPerTask: 10 } },
    ],
  },
  { network: { mode: 'private', ipv6: true } },
  { network: { mode: 'endpoints' } },
  { network: { mode: 'existing', vpcTags: { Name: 'main' }, subnetTags: { Tier: 'private' } } },
  { existing: { cluster: 'shared', dataBucket: 'lake', repository: 'images' } },
];
const projects = configs.map((config) => synthesize(configOf({}, config)));
const stacks: readonly Synthesized[] = projects.flatMap((project) => Object.values(project));

interface Found {
  readonly type: string;
  readonly stack: Synthesized;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const found = (block: 'data' | 'resource'): Found[] =>
  stacks.flatMap((stack) =>
    Object.entries(stack[block] ?? {}).flatMap(([type, named]) =>
      Object.values(named).map((attributes) => ({ type, stack, attributes })),
    ),
  );
const ofAws = ({ type }: Found): boolean => type.startsWith('aws_');
const resources = found('resource').filter(ofAws);
const data = found('data').filter(ofAws);

let plan: Role;
let apply: Role;

function policiesOf(
  project: string,
  environment: string,
  others: Readonly<Record<string, string>> = {},
) {
  const file = join(__dirname, '..', '..', 'docs/examples/github-oidc/main.tf');
  return policyDocuments(file, ['read', 'write'], {
    'var.project': project,
    'var.environment': environment,
    'var.state_bucket': `${project}-state`,
    'var.state_key_prefix': '',
    'var.role_path': '/',
    'var.workflow_role_path': '/',
    'data.aws_caller_identity.current.account_id': account,
    'data.aws_partition.current.partition': 'aws',
    'data.aws_region.current.name': 'us-east-1',
    // What they are where nobody prescribes anything; e2e/github-oidc.test.ts asks Terraform.
    'local.prefix': `${project}-${environment}`,
    'local.log_groups': `/${project}/${environment}`,
    'local.project_value': project,
    'local.environment_value': environment,
    'var.project_tag.key': 'Project',
    'var.environment_tag.key': 'Environment',
    ...others,
  });
}

function named(policies: readonly unknown[]): Role['policies'] {
  return policies.map((policy, index) => ({ name: String(index), policy }));
}

beforeAll(async () => {
  const { read, write } = await policiesOf('acme', 'test', {
    'var.chats ? [true] : []': 'true',
  });
  const role = (name: string, policies: readonly unknown[]): Role => ({
    arn: `arn:aws:iam::${account}:role/acme-test-github-${name}`,
    trust: {},
    policies: named(policies),
  });
  plan = role('plan', [read]);
  apply = role('apply', [read, write]);
});

/** @throws when nobody wrote down what the provider calls for a type */
function callsOf(type: string, table: Readonly<Record<string, ProviderCalls>>): ProviderCalls {
  const calls = table[type];
  if (calls === undefined) {
    throw new Error(
      `a stack has an ${type}: write into provider-calls.ts what the AWS provider calls for it, and let the roles in main.tf do so`,
    );
  }
  return calls;
}

/** The ARNs of a resource, or of the parent that its calls are on. */
function arnsOf({ type, stack, attributes }: Found): readonly string[] {
  const { on, parent = false, name = 'name' } = callsOf(type, resourceCalls);
  const text = String(attributes[name]);
  if (!parent) return on?.(text.replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, account)) ?? [];
  const [, ofType = '', id = ''] = /^\$\{(aws_\w+)\.([\w-]+)\.\w+\}$/.exec(text) ?? [];
  const attributesOf = stack.resource[ofType]?.[id];
  if (attributesOf === undefined) throw new Error(`${type} has no parent in ${name}: ${text}`);
  return arnsOf({ type: ofType, stack, attributes: attributesOf });
}

/** Each action on each ARN, or on everything where it knows no resource. */
function callsOn(
  actions: readonly string[] | undefined,
  arns: readonly string[],
  context: Call['context'] = {},
): Call[] {
  return (actions ?? []).flatMap((action) =>
    (anywhere(action) ? ['*'] : arns).map((resource) => ({
      action,
      resource,
      context: anywhere(action) ? {} : context,
    })),
  );
}

const tags = (kind: string): Record<string, string> => ({
  [`aws:${kind}/Project`]: 'acme',
  [`aws:${kind}/Environment`]: 'test',
});

function changesOf(resource: Found): Call[] {
  const { make, change, parents = [], also = [] } = callsOf(resource.type, resourceCalls);
  const arns = arnsOf(resource);
  const ofEc2 = arns.some((arn) => arn.startsWith('arn:aws:ec2:'));
  const parentArns = parents.map((kind) => `arn:aws:ec2:us-east-1:${account}:${kind}/${kind}-1`);
  return [
    ...callsOn(make, arns, ofEc2 ? tags('RequestTag') : {}),
    ...callsOn(make, parentArns, tags('ResourceTag')),
    ...also,
    ...callsOn(change, arns, ofEc2 ? tags('ResourceTag') : {}),
  ];
}

// Jobs of a kind are called after it, and what differs by no more than that is the same.
const kind = new RegExp(`(${Object.keys(jobKinds).join('|')})-(scheduler|rule)`, 'g');

function distinct(calls: readonly Call[]): Call[] {
  return [
    ...new Map(calls.map((call) => [JSON.stringify(call).replaceAll(kind, ''), call])).values(),
  ];
}

const types = (all: readonly Found[]): string[] => [...new Set(all.map(({ type }) => type))].sort();

test('what the provider calls is written down for every type that a stack has, and no other', () => {
  expect(types(resources).map((type) => callsOf(type, resourceCalls))).toHaveLength(
    Object.keys(resourceCalls).length,
  );
  expect(types(data).map((type) => callsOf(type, dataCalls))).toHaveLength(
    Object.keys(dataCalls).length,
  );
});

test.each(types(data))('both roles may read the data source %s', async (type) => {
  for (const call of callsOn(callsOf(type, dataCalls).read, [])) {
    await expect(plan).toAllow(call);
    await expect(apply).toAllow(call);
  }
});

describe.each(types(resources))('of every %s', (type) => {
  const all = resources.filter((resource) => resource.type === type);
  const changes = distinct(all.flatMap(changesOf));

  test('both roles may read what a plan reads', async () => {
    const { read } = callsOf(type, resourceCalls);
    const reads = distinct(all.flatMap((resource) => callsOn(read, arnsOf(resource))));
    expect(reads).not.toEqual([]);
    for (const call of reads) {
      await expect(plan).toAllow(call);
      await expect(apply).toAllow(call);
    }
  });

  test('the apply role may make, change and destroy it, and the plan role may not', async () => {
    expect(changes).not.toEqual([]);
    for (const call of changes) {
      await expect(apply).toAllow(call);
      await expect(plan).toDeny(call);
    }
  });

  test('the apply role may not touch that of another project', async () => {
    const others = changes.map(
      (call) => JSON.parse(JSON.stringify(call).replaceAll('acme', 'rival')) as Call,
    );
    // Some calls are on what all projects share.
    const shared = new Set(changes.map((call) => JSON.stringify(call)));
    for (const call of others.filter((other) => !shared.has(JSON.stringify(other)))) {
      await expect(apply).toDeny(call);
    }
  });
});

test('the apply role may hand each role to the service that it trusts, and to no other', async () => {
  const roles = projects.flatMap((project) => new Prediction(project).roles);
  const passed = distinct(
    roles.map(({ arn, trust }) => {
      const { Statement } = trust as { Statement: { Principal: { Service: string } }[] };
      const service = String(Statement[0]?.Principal.Service);
      return {
        action: 'iam:PassRole',
        resource: arn,
        context: { 'iam:PassedToService': service },
      };
    }),
  );
  for (const call of passed) {
    await expect(apply).toAllow(call);
    await expect(apply).toDeny({
      ...call,
      context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
    });
    await expect(plan).toDeny(call);
  }
  expect(new Set(passed.map(({ context }) => context?.['iam:PassedToService']))).toEqual(
    new Set([
      'chatbot.amazonaws.com',
      'ecs-tasks.amazonaws.com',
      'events.amazonaws.com',
      'scheduler.amazonaws.com',
      'states.amazonaws.com',
      'vpc-flow-logs.amazonaws.com',
    ]),
  );
});

test('the apply role may let ECS have its own role, which a new account lacks, and no other service', async () => {
  const make = (service: string, name: string): Call => ({
    action: 'iam:CreateServiceLinkedRole',
    resource: `arn:aws:iam::${account}:role/aws-service-role/${service}/${name}`,
    context: { 'iam:AWSServiceName': service },
  });
  await expect(apply).toAllow(make('ecs.amazonaws.com', 'AWSServiceRoleForECS'));
  await expect(apply).toDeny(make('autoscaling.amazonaws.com', 'AWSServiceRoleForAutoScaling'));
  await expect(plan).toDeny(make('ecs.amazonaws.com', 'AWSServiceRoleForECS'));
});

test('a plan reads a repository that others keep, by our roles and by the policy that its owner adds', async () => {
  const arn = `arn:aws:ecr:us-east-1:${account}:repository/images`;
  const { read, write } = await policiesOf('acme', 'test', {
    'var.shared_repository[*]': arn,
    'statement.value': arn,
  });
  const page = readFileSync(join(__dirname, '..', '..', 'docs/shared.md'), 'utf8');
  const [, owners = ''] = /```json\n([^`]*"ecr:[^`]*)```/.exec(page) ?? [];
  const actions = callsOf('aws_ecr_repository', dataCalls).read ?? [];
  expect((JSON.parse(owners) as { Statement: unknown[] }).Statement).toEqual([
    expect.objectContaining({ Action: expect.arrayContaining(actions) as unknown }),
  ]);
  const roles = [[read], [read, write]].map((policies) => ({ ...plan, policies: named(policies) }));
  for (const role of roles) {
    for (const action of actions) await expect(role).toAllow({ action, resource: arn });
  }
  const [reader, writer] = roles;
  await expect(reader).toDeny({ action: 'ecr:PutImage', resource: arn });
  await expect(writer).toAllow({ action: 'ecr:PutImage', resource: arn });
});

// A registry asks for these: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
test('a plan looks whether the image is there, and only an apply pushes it', async () => {
  const onImage = (name: string, project = 'acme'): Call => ({
    action: `ecr:${name}`,
    resource: `arn:aws:ecr:us-east-1:${account}:repository/${project}-test-crawler`,
  });
  const push = ['BatchCheckLayerAvailability', 'InitiateLayerUpload', 'UploadLayerPart'].concat(
    'CompleteLayerUpload',
    'PutImage',
  );
  await expect(plan).toAllow(onImage('BatchGetImage'));
  await expect(plan).toDeny(onImage('BatchGetImage', 'rival'));
  await expect(plan).toDeny(onImage('GetDownloadUrlForLayer'));
  for (const action of push) {
    await expect(apply).toAllow(onImage(action));
    await expect(apply).toDeny(onImage(action, 'rival'));
    await expect(plan).toDeny(onImage(action));
  }
});

test('both roles read the state, and only an apply writes and locks it', async () => {
  const onState = (action: string, environment = 'test'): Call => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::acme-state/acme/${environment}/task.tfstate`,
  });
  const list: Call = { action: 's3:ListBucket', resource: 'arn:aws:s3:::acme-state' };
  for (const role of [plan, apply]) {
    await expect(role).toAllow(list);
    await expect(role).toAllow(onState('GetObject'));
    await expect(role).toDeny(onState('GetObject', 'prod'));
  }
  for (const action of ['PutObject', 'DeleteObject']) {
    await expect(apply).toAllow(onState(action));
    await expect(apply).toDeny(onState(action, 'prod'));
    await expect(plan).toDeny(onState(action));
  }
});

const bucket = `arn:aws:s3:::acme-test-data-${account}`;

test.each<[string, string]>([
  ['s3:GetObject', `${bucket}/bars/v1/data.parquet`],
  ['s3:ListBucket', 'arn:aws:s3:::somebody-elses'],
  [
    'logs:GetLogEvents',
    `arn:aws:logs:us-east-1:${account}:log-group:/acme/test/plain:log-stream:x`,
  ],
  ['logs:FilterLogEvents', `arn:aws:logs:us-east-1:${account}:log-group:/acme/test/plain`],
  ['sqs:ReceiveMessage', `arn:aws:sqs:us-east-1:${account}:acme-test-undelivered`],
  [
    'secretsmanager:GetSecretValue',
    `arn:aws:secretsmanager:us-east-1:${account}:secret:key-AbCdEf`,
  ],
  ['ssm:GetParameters', `arn:aws:ssm:us-east-1:${account}:parameter/acme/key`],
  // User data of an instance often holds a secret.
  ['ec2:DescribeInstanceAttribute', `arn:aws:ec2:us-east-1:${account}:instance/i-1`],
  ['ec2:DescribeLaunchTemplateVersions', '*'],
])(
  'the plan role, which code has that nobody has looked at, may not call %s',
  async (action, resource) => {
    await expect(plan).toDeny({ action, resource });
  },
);

const workflowRole = `arn:aws:iam::${account}:role/acme-test-github-apply`;

test.each<[string, string, Record<string, string>?]>([
  ['iam:PutRolePolicy', workflowRole],
  ['iam:UpdateAssumeRolePolicy', workflowRole],
  ['iam:DeleteRole', workflowRole.replace('apply', 'plan')],
  ['iam:AttachRolePolicy', `arn:aws:iam::${account}:role/acme-test-plain-task`],
  ['iam:PassRole', workflowRole, { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }],
  // What is in the bucket.
  ['s3:DeleteObject', `${bucket}/bars/v1/data.parquet`],
  ['s3:DeleteObjectVersion', `${bucket}/bars/v1/data.parquet`],
  // What the whole account shares.
  ['glue:PutResourcePolicy', `arn:aws:glue:us-east-1:${account}:catalog`],
  // To make something of somebody's its own, by tags.
  ['ec2:CreateTags', `arn:aws:ec2:us-east-1:${account}:vpc/vpc-1`, tags('RequestTag')],
  [
    'ec2:CreateTags',
    `arn:aws:ec2:us-east-1:${account}:security-group/sg-1`,
    { ...tags('RequestTag'), 'aws:ResourceTag/Project': 'rival' },
  ],
])('the apply role may not call %s on %s', async (action, resource, context = {}) => {
  await expect(apply).toDeny({ action, resource, context });
});

test('the apply role may tag what it makes, and the default security group', async () => {
  const tag = (kind: string, context: Record<string, string>): Call => ({
    action: 'ec2:CreateTags',
    resource: `arn:aws:ec2:us-east-1:${account}:${kind}/${kind}-1`,
    context: { ...tags('RequestTag'), ...context },
  });
  await expect(apply).toAllow(tag('vpc', { 'ec2:CreateAction': 'CreateVpc' }));
  await expect(apply).toAllow(tag('security-group', {}));
});

test('the apply role goes by names and tags as they are prescribed', async () => {
  const { read, write } = await policiesOf('acme', 'test', {
    'local.prefix': 'dp-cron',
    'local.log_groups': '/data-platform/cron',
    'local.environment_value': 'Test',
    'var.project_tag.key': 'app',
    'var.environment_tag.key': 'env',
  });
  const policies = [read, write].map((policy, index) => ({ name: String(index), policy }));
  const prescribed: Role = { ...apply, policies };
  const vpc = (context: Record<string, string>): Call => ({
    action: 'ec2:CreateVpc',
    resource: `arn:aws:ec2:us-east-1:${account}:vpc/vpc-1`,
    context,
  });
  const onGroup = (name: string): Call => ({
    action: 'logs:CreateLogGroup',
    resource: `arn:aws:logs:us-east-1:${account}:log-group:${name}`,
  });
  const onRole = (name: string): Call => ({
    action: 'iam:CreateRole',
    resource: `arn:aws:iam::${account}:role/${name}`,
  });
  const renamed = [
    vpc({ 'aws:RequestTag/app': 'acme', 'aws:RequestTag/env': 'Test' }),
    onGroup('/data-platform/cron/nightly'),
    onRole('dp-cron-nightly-task'),
    onRole('dp-cron_watch-machine'),
  ];
  const usual = [
    vpc(tags('RequestTag')),
    onGroup('/acme/test/nightly'),
    onRole('acme-test-nightly-task'),
    onRole('acme-test_watch-machine'),
  ];
  for (const call of renamed) {
    await expect(prescribed).toAllow(call);
    await expect(apply).toDeny(call);
  }
  for (const call of usual) {
    await expect(prescribed).toDeny(call);
    await expect(apply).toAllow(call);
  }
});

test('the policies fit into a role, for a long name as well', async () => {
  const policies = await policiesOf('a'.repeat(24), 'production');
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(JSON.stringify(Object.values(policies)).length).toBeLessThan(10_240);
});
