import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { readAlarms } from '../../../cli/deployed/alarms';
import { checkAccountQuotas } from '../../../cli/preflight/checks/account-quotas';
import { checkLogGroup } from '../../../cli/preflight/checks/log-group';
import { checkNetwork } from '../../../cli/preflight/checks/network';
import { checkRoles } from '../../../cli/preflight/checks/roles';
import { lastStreams } from '../../../cli/start/job-logs';
import { LogReader } from '../../../cli/start/log-reader';
import { readManifests } from '../../../cli/runs/manifests';
import type { Subject } from '../../../cli/preflight/subject';
import { listTasks } from '../../../cli/runs/listed-runs';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const region = 'us-east-1';

interface Sent {
  readonly constructor: { readonly name: string };
  readonly input: Readonly<Record<string, unknown>>;
}

/** What each list call answers: two pages; the second one when asked with the token of the first. */
type Pages = Readonly<Record<string, readonly [first: object, second: object]>>;

const tokens = ['NextToken', 'nextToken', 'ContinuationToken', 'Marker'];

/** Lets clients of a service answer from pages, and other calls from what is given. */
function answer(
  client: { readonly prototype: object },
  pages: Pages,
  others: Readonly<Record<string, object>> = {},
): void {
  const send = ({ constructor, input }: Sent): Promise<object> => {
    const action = constructor.name.replace(/Command$/, '');
    const found = pages[action];
    if (found === undefined) return Promise.resolve(others[action] ?? {});
    const asked = tokens.some((token) => input[token] === 'more');
    const more = {
      ...Object.fromEntries(tokens.map((token) => [token, 'more'])),
      ...{ NextContinuationToken: 'more', IsTruncated: true },
    };
    return Promise.resolve(asked ? { ...found[1], IsTruncated: false } : { ...found[0], ...more });
  };
  jest.spyOn(client.prototype as { send: typeof send }, 'send').mockImplementation(send);
}

afterEach(() => {
  jest.restoreAllMocks();
});

const task = {
  taskDefinitionArn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/x:1',
  executionRoleArn: 'arn:aws:iam::123456789012:role/start',
  taskRoleArn: 'arn:aws:iam::123456789012:role/container',
  containerDefinitions: [
    { name: 'x', logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/b' } } },
  ],
};
const subject = {
  settings,
  task,
  bucket: 'prices',
  job: settings.jobs[0],
  trigger: { grammar: 'scheduler', target: { roleArn: 'arn:aws:iam::123456789012:role/schedule' } },
  launch: { clusterArn: 'c', subnets: ['subnet-2'], securityGroups: ['sg-2'], publicIp: false },
} as unknown as Subject;

describe('the second page is read, too', () => {
  test('of the manifests in the data bucket', async () => {
    const key = (day: string) => ({ Key: `_manifests/source=yahoo/run=202611${day}T230000Z.json` });
    const folders = { CommonPrefixes: [{ Prefix: '_manifests/source=yahoo/' }] };
    answer(S3Client, {
      ListObjectsV2: [{ ...folders, Contents: [key('13')] }, { Contents: [key('20')] }],
    });
    const { broken } = await readManifests(
      new S3Client({ region }),
      { bucket: 'prices', folder: '' },
      5,
      new Date('2026-11-28T00:00:00Z'),
    );
    expect(broken.map(({ key: found }) => found)).toEqual([key('13').Key, key('20').Key]);
  });

  test('of the tasks of a cluster', async () => {
    const described = { DescribeTasks: { tasks: [{ lastStatus: 'RUNNING' }] } };
    answer(ECSClient, { ListTasks: [{ taskArns: ['a'] }, { taskArns: ['b'] }] }, described);
    const found = await listTasks(new ECSClient({ region }), 'c', 'f', 'RUNNING');
    expect(found).toHaveLength(2);
  });

  test('of alarms, log streams and log lines', async () => {
    const alarm = (AlarmName: string) => ({ MetricAlarms: [{ AlarmName, StateValue: 'OK' }] });
    answer(CloudWatchClient, { DescribeAlarms: [alarm('a'), alarm('b')] });
    expect((await readAlarms(settings)).map(({ name }) => name)).toEqual(['a', 'b']);

    const stream = (name: string) => ({ logStreams: [{ logStreamName: `x/x/${name}` }] });
    const line = (eventId: string) => ({ events: [{ eventId, timestamp: 1, message: eventId }] });
    answer(CloudWatchLogsClient, {
      DescribeLogStreams: [stream('a'), stream('b')],
      FilterLogEvents: [line('a'), line('b')],
    });
    const logs = new CloudWatchLogsClient({ region });
    await expect(lastStreams(logs, '/b', 5)).resolves.toHaveLength(2);
    const lines = await new LogReader(logs, '/b').read();
    expect(lines.map(({ message }) => message)).toEqual(['a', 'b']);
  });

  test('of log groups', async () => {
    answer(CloudWatchLogsClient, {
      DescribeLogGroups: [
        { logGroups: [{ logGroupName: '/b2' }] },
        { logGroups: [{ logGroupName: '/b' }] },
      ],
    });
    await expect(checkLogGroup(subject)).resolves.toEqual([{ result: 'ok', detail: '/b' }]);
  });

  test('of what a network is made of', async () => {
    const open = { IpPermissionsEgress: [{ IpProtocol: '-1' }] };
    const table = {
      Associations: [{ SubnetId: 'subnet-2' }],
      Routes: [{ DestinationCidrBlock: '0.0.0.0/0', NatGatewayId: 'nat-1' }],
    };
    answer(EC2Client, {
      DescribeSubnets: [{ Subnets: [] }, { Subnets: [{ SubnetId: 'subnet-2', VpcId: 'vpc-1' }] }],
      DescribeRouteTables: [{ RouteTables: [] }, { RouteTables: [table] }],
      DescribeVpcEndpoints: [{ VpcEndpoints: [] }, { VpcEndpoints: [] }],
      DescribeSecurityGroups: [{ SecurityGroups: [] }, { SecurityGroups: [open] }],
    });
    await expect(checkNetwork(subject)).resolves.toEqual([
      { result: 'ok', detail: 'subnet-2 reaches the internet through nat-1' },
    ]);

    answer(EC2Client, {
      DescribeSubnets: [{ Subnets: [] }, { Subnets: [{ SubnetId: 'subnet-2', VpcId: 'vpc-1' }] }],
      DescribeRouteTables: [{ RouteTables: [] }, { RouteTables: [] }],
      DescribeVpcEndpoints: [
        { VpcEndpoints: ['ecr.api', 'ecr.dkr', 's3'].map((ServiceName) => ({ ServiceName })) },
        { VpcEndpoints: [{ ServiceName: 'com.amazonaws.us-east-1.logs' }] },
      ],
      DescribeSecurityGroups: [{ SecurityGroups: [] }, { SecurityGroups: [open] }],
    });
    const [found] = await checkNetwork(subject);
    expect(found?.detail).toContain('no VPC endpoint for ecr.api, ecr.dkr, s3:');

    answer(EC2Client, {
      DescribeSubnets: [{ Subnets: [] }, { Subnets: [{ SubnetId: 'subnet-2', VpcId: 'vpc-1' }] }],
      DescribeRouteTables: [{ RouteTables: [] }, { RouteTables: [table] }],
      DescribeVpcEndpoints: [{ VpcEndpoints: [] }, { VpcEndpoints: [] }],
      DescribeSecurityGroups: [
        { SecurityGroups: [] },
        { SecurityGroups: [{ ...open, GroupId: 'sg-1', VpcId: 'vpc-2' }] },
      ],
    });
    await expect(checkNetwork(subject)).resolves.toContainEqual({
      result: 'failed',
      detail: 'sg-1 lies in vpc-2 and the subnets in vpc-1: name a security group of the same VPC',
    });
  });

  test('of what an account has', async () => {
    answer(EC2Client, {
      DescribeVpcs: [{ Vpcs: [{}, {}] }, { Vpcs: [{}] }],
      DescribeSubnets: [
        { Subnets: [{ SubnetId: 'a', AvailabilityZone: 'us-east-1a' }] },
        { Subnets: [{ SubnetId: 'b', AvailabilityZone: 'us-east-1a' }] },
      ],
      DescribeNatGateways: [
        { NatGateways: [{ SubnetId: 'a' }] },
        { NatGateways: [{ SubnetId: 'b' }] },
      ],
    });
    answer(EventBridgeClient, { ListRules: [{ Rules: [{}] }, { Rules: [{}] }] });
    answer(ServiceQuotasClient, {}, { GetServiceQuota: { Quota: { Value: 3 } } });
    const resources = { aws_vpc: 1, aws_nat_gateway: 2, aws_cloudwatch_event_rule: 1 };
    const toCome = { aws_nat_gateway: 2 };
    const found = await checkAccountQuotas({ settings, resources, toCome });
    expect(found.map(({ detail }) => detail)).toEqual([
      '3 of 3 VPCs',
      '2 of 3 NAT gateways in a zone, and 1 more to come',
      '2 of 3 EventBridge rules',
    ]);
  });

  test('of what IAM says of a role', async () => {
    const trust = { Role: { AssumeRolePolicyDocument: '"ecs-tasks.amazonaws.com"' } };
    const call = (EvalActionName: string, EvalDecision: string) => ({
      EvaluationResults: [{ EvalActionName, EvalResourceName: 'x', EvalDecision }],
    });
    answer(
      IAMClient,
      {
        SimulatePrincipalPolicy: [
          call('s3:GetObject', 'allowed'),
          call('s3:PutObject', 'explicitDeny'),
        ],
      },
      { GetRole: trust },
    );
    const found = await checkRoles(subject);
    expect(found.at(-1)).toEqual({
      result: 'failed',
      detail: expect.stringContaining('may not call s3:PutObject on x: deploy again') as string,
    });
  });
});
