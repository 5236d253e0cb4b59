import { callOf, headOf } from '../../../../local/aws/aws-call';
import { callsOf } from '../../../../local/aws/iam/calls-of';
import { signed } from '../stub-moto';

const account = '123456789012';
const boundary = `arn:aws:iam::${account}:policy/boundary`;
const deployed = {
  partition: 'aws',
  account,
  role: (name: string) =>
    Promise.resolve(
      name === 'there' ? { arn: `arn:aws:iam::${account}:role/jobs/there`, boundary } : undefined,
    ),
  ec2Tags: (id: string) => Promise.resolve({ Project: `of ${id}` }),
};
const task = `arn:aws:iam::${account}:role/acme-task`;

/** What IAM is asked, as `action resource`. */
async function asked(service: string, operation: string, input: object) {
  const isForm = ['iam', 'sns', 'ec2', 'monitoring'].includes(service);
  const [method, url] = operation.includes(' ') ? operation.split(' ') : ['POST', '/'];
  const body = isForm
    ? new URLSearchParams({ Action: operation, ...input }).toString()
    : JSON.stringify(input);
  const head = headOf(String(method), String(url), {
    authorization: signed(service),
    ...(!isForm && url === '/' && { 'x-amz-target': `X.${operation}` }),
  });
  if (head === undefined) throw new Error('it is not signed');
  return callsOf(callOf(head, Buffer.from(body)), deployed);
}

const of = (service: string, rest: string) => `arn:aws:${service}:us-east-1:${account}:${rest}`;

test.each<[string, string, object, readonly string[]]>([
  ['sts', 'GetCallerIdentity', {}, []],
  ['ecs', 'DescribeTaskDefinition', { taskDefinition: 'a:1' }, ['ecs:DescribeTaskDefinition *']],
  [
    'ecs',
    'CreateCluster',
    { clusterName: 'acme', tags: [{ key: 'a', value: 'b' }] },
    [
      `ecs:CreateCluster ${of('ecs', 'cluster/acme')}`,
      `ecs:TagResource ${of('ecs', 'cluster/acme')}`,
    ],
  ],
  [
    'ecs',
    'RegisterTaskDefinition',
    { family: 'acme', taskRoleArn: task },
    [`ecs:RegisterTaskDefinition ${of('ecs', 'task-definition/acme:1')}`, `iam:PassRole ${task}`],
  ],
  [
    'ecr',
    'DescribeRepositories',
    { repositoryNames: ['a/b'] },
    [`ecr:DescribeRepositories ${of('ecr', 'repository/a/b')}`],
  ],
  [
    'logs',
    'CreateLogGroup',
    { logGroupName: '/acme/dev/a' },
    [`logs:CreateLogGroup ${of('logs', 'log-group:/acme/dev/a')}`],
  ],
  ['logs', 'DescribeLogGroups', { logGroupNamePrefix: 'a' }, ['logs:DescribeLogGroups *']],
  ['events', 'PutRule', { Name: 'acme' }, [`events:PutRule ${of('events', 'rule/acme')}`]],
  [
    'events',
    'PutTargets',
    { Rule: 'acme', Targets: [{ Id: '1', Arn: of('ecs', 'cluster/x'), RoleArn: task }] },
    [`events:PutTargets ${of('events', 'rule/acme')}`, `iam:PassRole ${task}`],
  ],
  [
    'states',
    'CreateStateMachine',
    { name: 'acme', roleArn: task, definition: '{}' },
    [`states:CreateStateMachine ${of('states', 'stateMachine:acme')}`, `iam:PassRole ${task}`],
  ],
  [
    'states',
    'DescribeStateMachine',
    { stateMachineArn: of('states', 'stateMachine:acme') },
    [`states:DescribeStateMachine ${of('states', 'stateMachine:acme')}`],
  ],
  [
    'sqs',
    'GetQueueAttributes',
    { QueueUrl: 'http://sqs.us-east-1.amazonaws.com/123456789012/acme' },
    [`sqs:GetQueueAttributes ${of('sqs', 'acme')}`],
  ],
  [
    'sns',
    'CreateTopic',
    { Name: 'acme', 'Tags.member.1.Key': 'a' },
    [`sns:CreateTopic ${of('sns', 'acme')}`, `sns:TagResource ${of('sns', 'acme')}`],
  ],
  [
    'monitoring',
    'PutMetricAlarm',
    { AlarmName: 'acme' },
    [`cloudwatch:PutMetricAlarm ${of('cloudwatch', 'alarm:acme')}`],
  ],
  [
    'budgets',
    'CreateBudget',
    { AccountId: account, Budget: { BudgetName: 'acme' } },
    [`budgets:ModifyBudget arn:aws:budgets::${account}:budget/acme`],
  ],
  [
    'iam',
    'GetRole',
    { RoleName: 'there' },
    [`iam:GetRole arn:aws:iam::${account}:role/jobs/there`],
  ],
  [
    'iam',
    'CreateRole',
    { RoleName: 'new', Path: '/a/' },
    [`iam:CreateRole arn:aws:iam::${account}:role/a/new`],
  ],
  [
    'scheduler',
    'POST /schedules/nightly',
    { GroupName: 'acme', Target: { Arn: 'arn:aws:ecs:x', RoleArn: task } },
    [
      `scheduler:CreateSchedule ${of('scheduler', 'schedule/acme/nightly')}`,
      `iam:PassRole ${task}`,
    ],
  ],
  [
    'scheduler',
    'GET /schedules/nightly?groupName=acme',
    {},
    [`scheduler:GetSchedule ${of('scheduler', 'schedule/acme/nightly')}`],
  ],
  [
    'events',
    'PutRule',
    { Name: 'acme', EventBusName: 'default' },
    [`events:PutRule ${of('events', 'rule/acme')}`],
  ],
  ['s3', 'PUT /acme?versioning', {}, ['s3:PutBucketVersioning arn:aws:s3:::acme']],
  ['s3', 'DELETE /acme?lifecycle', {}, ['s3:PutLifecycleConfiguration arn:aws:s3:::acme']],
  ['s3', 'HEAD /acme', {}, ['s3:ListBucket arn:aws:s3:::acme']],
  ['s3', 'PUT /acme/a/b.tfstate', {}, ['s3:PutObject arn:aws:s3:::acme/a/b.tfstate']],
  ['ec2', 'DescribeVpcs', {}, ['ec2:DescribeVpcs *']],
  [
    'ec2',
    'DeleteSubnet',
    { SubnetId: 'subnet-1' },
    [`ec2:DeleteSubnet ${of('ec2', 'subnet/subnet-1')}`],
  ],
])('%s %s', async (service, operation, input, expected) => {
  const calls = await asked(service, operation, input);
  expect(calls.map(({ action, resource }) => `${action} ${resource}`)).toEqual(expected);
});

test('what EC2 makes has the tags of the request, and what it is made in those that it has', async () => {
  const calls = await asked('ec2', 'CreateSubnet', {
    VpcId: 'vpc-1',
    'TagSpecification.1.ResourceType': 'subnet',
    'TagSpecification.1.Tag.1.Key': 'Project',
    'TagSpecification.1.Tag.1.Value': 'acme',
  });
  const requested = { 'aws:RequestTag/Project': 'acme' };
  expect(calls).toEqual([
    {
      action: 'ec2:CreateSubnet',
      resource: of('ec2', 'vpc/vpc-1'),
      context: { 'aws:ResourceTag/Project': 'of vpc-1' },
    },
    { action: 'ec2:CreateSubnet', resource: of('ec2', 'subnet/new'), context: requested },
    {
      action: 'ec2:CreateTags',
      resource: of('ec2', 'subnet/new'),
      context: { ...requested, 'ec2:CreateAction': 'CreateSubnet' },
    },
  ]);
});

test('who grants a role rights is asked for the boundary that the role has', async () => {
  const [call] = await asked('iam', 'PutRolePolicy', { RoleName: 'there', PolicyName: 'data' });
  expect(call?.context).toEqual({ 'iam:PermissionsBoundary': boundary });
});
