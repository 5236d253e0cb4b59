import { SFNClient, ListActivitiesCommand } from '@aws-sdk/client-sfn';
import { allRules } from '../../../../local/aws/rules';
import { signed, startStub, type StrictStub } from '../stub-moto';

const page = '<!doctype html>\n<title>500 Internal Server Error</title>';
/** As moto has it at the end of a task, and as something does that runs containers. */
const ended = [
  {
    lastStatus: 'STOPPED',
    stoppedReason: '',
    containers: [{ lastStatus: 'PENDING', exitCode: 0 }],
  },
  {
    lastStatus: 'STOPPED',
    stoppedReason: 'a',
    containers: [{ lastStatus: 'STOPPED', exitCode: 0 }],
  },
];
let aws: StrictStub;

beforeEach(async () => {
  aws = await startStub(allRules(), ({ operation, request }) =>
    operation.startsWith('AuthorizeSecurityGroup') || operation === 'DescribeSecurityGroupRules'
      ? { type: 'text/xml', body: '<securityGroupRuleId>sgr-1</securityGroupRuleId>' }
      : operation === 'DescribeTasks'
        ? { body: { tasks: ended, failures: [] } }
        : operation === 'GetRole'
          ? { status: 404 }
          : request.url === '/bucket?encryption'
            ? {
                status: 404,
                type: 'text/xml',
                body: '<Error><Code>ServerSideEncryptionConfigurationNotFoundError</Code></Error>',
              }
            : request.method === 'HEAD'
              ? { status: 404, type: 'text/html; charset=utf-8', body: '' }
              : { status: 500, type: 'text/html', body: page },
  );
});

afterEach(() => aws.close());

test('what Terraform asks before it makes a state machine is answered', async () => {
  await expect(aws.json('states', 'ValidateStateMachineDefinition')).resolves.toMatchObject({
    status: 200,
    output: { result: 'OK', diagnostics: [] },
  });
  await expect(aws.json('states', 'ListStateMachineVersions')).resolves.toMatchObject({
    output: { stateMachineVersions: [] },
  });
});

test('what moto does not know is refused, and by name', async () => {
  await expect(aws.json('logs', 'DescribeQueryDefinitions')).resolves.toMatchObject({
    status: 400,
    code: 'UnknownOperationException',
    output: {
      message:
        'the local AWS cannot do logs:DescribeQueryDefinitions: moto does not know it, or failed over it',
    },
  });
  await expect(aws.query('iam', 'Frobnicate')).resolves.toMatchObject({
    status: 400,
    code: 'InvalidAction',
  });
});

test('a bucket that is not there is not a call that moto does not know', async () => {
  const head = { method: 'HEAD', headers: { authorization: signed('s3') } };
  await expect(fetch(`${aws.endpoint}/bucket`, head)).resolves.toMatchObject({ status: 404 });
});

test('a bucket that nobody said anything of is encrypted', async () => {
  const get = { headers: { authorization: signed('s3') } };
  const answer = await fetch(`${aws.endpoint}/bucket?encryption`, get);
  expect(answer.status).toBe(200);
  await expect(answer.text()).resolves.toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
});

test('a client does not ask again for what moto does not know', async () => {
  const client = new SFNClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 5,
  });
  await expect(client.send(new ListActivitiesCommand())).rejects.toThrow('cannot do states:');
  expect(aws.seen).toHaveLength(1);
});

test('a rule that names a group keeps its description', async () => {
  await aws.query('ec2', 'AuthorizeSecurityGroupEgress', {
    'IpPermissions.1.Groups.1.GroupId': 'sg-1',
    'IpPermissions.1.Groups.1.Description': 'HTTPS from tasks',
  });
  const { body } = await aws.query('ec2', 'DescribeSecurityGroupRules');
  expect(body).toContain('sgr-1</securityGroupRuleId><description>HTTPS from tasks</description>');
});

test('nobody assumes a role that is not there', async () => {
  const RoleArn = 'arn:aws:iam::123456789012:role/deploy';
  await expect(aws.query('sts', 'AssumeRole', { RoleArn })).resolves.toMatchObject({
    status: 403,
    code: 'AccessDenied',
    body: expect.stringContaining(`to perform: sts:AssumeRole on resource: ${RoleArn}`) as string,
  });
});

test('a container that moto never started has no exit code', async () => {
  const { output } = await aws.json('ecs', 'DescribeTasks', { cluster: 'a', tasks: ['b'] });
  expect(output).toEqual({
    tasks: [
      {
        lastStatus: 'STOPPED',
        stoppedReason:
          'the local AWS runs no container, npx fargate-cron demo fires each job in one',
        containers: [{ lastStatus: 'PENDING' }],
      },
      ended[1],
    ],
    failures: [],
  });
});
