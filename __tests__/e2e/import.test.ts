import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CreateClusterCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { copyCheckout } from './checkout';
import { startCommand } from './cli-world';
import { LocalWorld } from './local-world';
import { StackRunner } from './stack-runner';
import { localClient } from './world';

// One deployment serves all tests of this file: most of its time are the provider's own waits.
jest.setTimeout(900_000);

const directory = copyCheckout();
let world: LocalWorld;
let env: NodeJS.ProcessEnv;
let stacks: StackRunner;
let s3: S3Client;
let logs: CloudWatchLogsClient;

const key = 'arn:aws:kms:us-east-1:123456789012:key/4e2d1b9c-7a52-4f0e-9a3f-1f7a6d5b2c10';

beforeAll(async () => {
  world = await LocalWorld.start(directory);
  ({ env } = world);
  stacks = new StackRunner(directory, env);
  const client = localClient(world.endpoint);
  s3 = new S3Client({ ...client, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'acme-prices' }));
  await s3.send(new PutObjectCommand({ Bucket: 'acme-prices', Key: 'old', Body: 'prices' }));
  await s3.send(
    new PutBucketEncryptionCommand({
      Bucket: 'acme-prices',
      ServerSideEncryptionConfiguration: {
        Rules: [
          {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key },
          },
        ],
      },
    }),
  );
  await new ECRClient(client).send(
    new CreateRepositoryCommand({
      repositoryName: 'acme/crawler',
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key },
    }),
  );
  await new ECSClient(client).send(new CreateClusterCommand({ clusterName: 'batch' }));
  logs = new CloudWatchLogsClient(client);
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/weekly', kmsKeyId: key }));
});

afterAll(async () => {
  s3.destroy();
  logs.destroy();
  await world.stop();
  rmSync(directory, { recursive: true });
});

function importing(imports: Record<string, unknown>): void {
  const file = join(directory, 'config.ts');
  const config = readFileSync(file, 'utf8')
    .replace(/\n *imports: .*/, '')
    .replace("image: { from: 'prebuilt' },", `$&\n      imports: ${JSON.stringify(imports)},`);
  writeFileSync(file, config);
}

const imports = {
  dataBucket: 'acme-prices',
  repository: 'acme/crawler',
  cluster: 'batch',
  logGroups: { 'weekly-crawl': '/ecs/weekly' },
};

test('what is not there cannot be imported, and the plan says what to do', async () => {
  importing({ cluster: 'btach' });
  const { status, stdout } = await startCommand(directory, ['plan'], env).result;
  expect(status).toBe(1);
  expect(stdout).toContain('what aws_ecs_cluster.cluster is to be imported from does not exist');
});

test('a plan shows what is imported, and neither replaces nor destroys anything', async () => {
  importing(imports);
  const { status, stdout } = await startCommand(directory, ['plan'], env).result;
  expect({ status, stdout }).toEqual({
    status: 3,
    stdout: expect.stringContaining('5 to import') as string,
  });
  expect(stdout).toContain('its policy, lifecycle rules and access become');
  expect(stdout).not.toMatch(/to (replace|destroy)/);
  expect(stdout).not.toContain('Protection gets weaker');
});

test('it is applied, keeps what it holds, and leaves nothing to do', async () => {
  for (const stack of ['image', 'task'] as const) {
    await expect(stacks.succeed(stack, 'apply', '-input=false', '-auto-approve')).resolves.toMatch(
      /[1-9] imported, \d+ added, \d+ changed, 0 destroyed/,
    );
    await expect(
      stacks.succeed(stack, 'plan', '-input=false', '-detailed-exitcode'),
    ).resolves.toContain('No changes.');
  }
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'acme-prices', Key: 'old' }));
  await expect(Body?.transformToString()).resolves.toBe('prices');
  const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket: 'acme-prices' }));
  expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
    { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key } },
  ]);
  const { logGroups } = await logs.send(
    new DescribeLogGroupsCommand({ logGroupNamePrefix: '/ecs/weekly' }),
  );
  expect(logGroups).toMatchObject([{ kmsKeyId: key }]);
});
