import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsClient } from '../../../cli/aws/aws-client';
import { explainAwsError } from '../../../cli/aws/aws-errors';
import { FakeAws, FakeError } from '../fake-aws';

const cli = join(__dirname, '../../../cli');

test('every client of the command is made with these bounds', () => {
  const files = readdirSync(cli, { recursive: true, encoding: 'utf8' });
  const made = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [
      ...readFileSync(join(cli, file), 'utf8').matchAll(/new \w+Client\(\s*(.{0,9})/g),
    ])
    .map(([, argument = '']) => argument);
  expect(made.length).toBeGreaterThan(20);
  expect(made.filter((argument) => !/^(awsClient|s3Client|sqsClient)/.test(argument))).toEqual([]);
});

describe('a role that config.ts names', () => {
  const aws = new FakeAws();
  const before = { ...process.env };
  const role = (name: string) => `arn:aws:iam::123456789012:role/${name}`;
  const clientAs = (name: string) =>
    new STSClient(awsClient({ region: 'us-east-1', deployRoleArn: role(name) }));
  const session = (expires: string) =>
    `<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${expires}</Expiration></Credentials>`;

  beforeAll(async () => {
    Object.assign(process.env, await aws.start());
    aws.answer('GetCallerIdentity', '<Account>123456789012</Account>');
  });

  beforeEach(() => {
    aws.calls.length = 0;
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  afterAll(async () => {
    process.env = before;
    await aws.stop();
  });

  test('is assumed once for all clients', async () => {
    aws.answer('AssumeRole', session('2999-01-01T00:00:00Z'));
    for (let time = 0; time < 2; time += 1) {
      await clientAs('deploy').send(new GetCallerIdentityCommand());
    }
    expect(aws.calls).toEqual(['AssumeRole', 'GetCallerIdentity', 'GetCallerIdentity']);
  });

  test('is assumed once where clients ask side by side', async () => {
    aws.answer('AssumeRole', session('2999-01-01T00:00:00Z'));
    await Promise.all(
      Array.from({ length: 3 }, () => clientAs('together').send(new GetCallerIdentityCommand())),
    );
    expect(aws.calls.filter((call) => call === 'AssumeRole')).toHaveLength(1);
  });

  test('is assumed anew before it expires', async () => {
    jest.useFakeTimers({ now: Date.parse('2026-11-24T00:00:00Z'), advanceTimers: true });
    aws.answer('AssumeRole', session('2026-11-24T00:08:00Z'));
    await clientAs('short').send(new GetCallerIdentityCommand());
    await clientAs('short').send(new GetCallerIdentityCommand());
    expect(aws.calls.filter((call) => call === 'AssumeRole')).toHaveLength(2);
  });

  test('and cannot be assumed is one line', async () => {
    aws.answer(
      'AssumeRole',
      new FakeError(
        'AccessDenied',
        `User: arn:aws:iam::123456789012:user/ann is not authorized to perform: sts:AssumeRole on resource: ${role('other')}`,
      ),
    );
    const error: unknown = await clientAs('other')
      .send(new GetCallerIdentityCommand())
      .catch((thrown: unknown) => thrown);
    expect(explainAwsError(error)).toBe(
      `the role ${role('other')}, which config.ts names, cannot be assumed: its trust policy must allow sts:AssumeRole to these credentials, and so must their own policies; or use another AWS_PROFILE`,
    );
    aws.answer('AssumeRole', session('2999-01-01T00:00:00Z'));
    await clientAs('other').send(new GetCallerIdentityCommand());
  });
});

test('a call that is not answered ends, after four tries, with one line', async () => {
  let calls = 0;
  const silent = createServer(() => (calls += 1));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const bounds = awsClient({ region: 'us-east-1', deployRoleArn: undefined });
  const client = new ECSClient({
    ...bounds,
    requestHandler: { ...bounds.requestHandler, requestTimeout: 300 },
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    const error: unknown = await client
      .send(new ListClustersCommand())
      .catch((thrown: unknown) => thrown);
    expect(explainAwsError(error)).toBe(
      'AWS did not answer in time, 4 times in a row: check the network and try again',
    );
    expect(calls).toBe(4);
  } finally {
    silent.closeAllConnections();
    silent.close();
  }
});
