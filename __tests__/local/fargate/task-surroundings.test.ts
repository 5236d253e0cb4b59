import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Role } from '../../../stacks/testing/permissions';
import {
  startTaskSurroundings,
  type TaskSurroundings,
} from '../../../local/fargate/task-surroundings';

const bucket = 'arn:aws:s3:::prices';

function roleThatMay(...statements: { Action: string[]; Resource: string[] }[]): Role {
  return {
    arn: 'arn:aws:iam::123456789012:role/crawl',
    trust: {},
    policies: [
      {
        name: 'data',
        policy: {
          Version: '2012-10-17',
          Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
        },
      },
    ],
  };
}

const readAndWrite = { Action: ['s3:GetObject', 's3:PutObject'], Resource: [`${bucket}/*`] };
const list = { Action: ['s3:ListBucket'], Resource: [bucket] };

/** What reached the local AWS. */
const seen: string[] = [];
let aws: Server;
let surroundings: TaskSurroundings;

beforeAll(async () => {
  aws = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    response.statusCode = request.url?.startsWith('/prices/missing') ? 404 : 200;
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => seen.splice(0));
afterEach(() => surroundings.close());
afterAll(() => aws.close());

async function s3As(role: Role): Promise<S3Client> {
  const { port } = aws.address() as AddressInfo;
  surroundings = await startTaskSurroundings(`http://127.0.0.1:${port}`, 'eu-west-1', role);
  return new S3Client({
    endpoint: surroundings.environment['AWS_ENDPOINT_URL'],
    region: 'eu-west-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

const object = { Bucket: 'prices', Key: 'bars/^GSPC.parquet' };

test('passes on what the role allows', async () => {
  const s3 = await s3As(roleThatMay(readAndWrite));
  await s3.send(new PutObjectCommand({ ...object, Body: 'bars' }));
  await s3.send(new GetObjectCommand(object));
  expect(seen).toEqual([
    'PUT /prices/bars/%5EGSPC.parquet?x-id=PutObject',
    'GET /prices/bars/%5EGSPC.parquet?x-id=GetObject',
  ]);
  expect(surroundings.denied).toEqual([]);
});

test.each([
  {
    name: 'PutObject',
    role: roleThatMay({ Action: ['s3:GetObject'], Resource: [`${bucket}/*`] }),
    ask: (s3: S3Client) => s3.send(new PutObjectCommand({ ...object, Body: 'bars' })),
    denied: { action: 's3:PutObject', resource: `${bucket}/bars/^GSPC.parquet` },
  },
  {
    name: 'GetObject of another bucket',
    role: roleThatMay(readAndWrite),
    ask: (s3: S3Client) => s3.send(new GetObjectCommand({ ...object, Bucket: 'other' })),
    denied: { action: 's3:GetObject', resource: 'arn:aws:s3:::other/bars/^GSPC.parquet' },
  },
  {
    name: 'ListBucket',
    role: roleThatMay(readAndWrite),
    ask: (s3: S3Client) => s3.send(new ListObjectsV2Command({ Bucket: 'prices', Prefix: 'bars/' })),
    denied: { action: 's3:ListBucket', resource: bucket, context: { 's3:prefix': 'bars/' } },
  },
])('refuses what the role does not allow: $name', async ({ role, ask, denied }) => {
  const s3 = await s3As(role);
  await expect(ask(s3)).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  expect(seen).toEqual([]);
  expect(surroundings.denied).toEqual([denied]);
});

test.each([
  { may: 'list', role: roleThatMay(readAndWrite, list), status: 404 },
  { may: 'not list', role: roleThatMay(readAndWrite), status: 403 },
])(
  'answers $status for a missing object to a role that may $may the bucket',
  async ({ role, status }) => {
    const s3 = await s3As(role);
    await expect(
      s3.send(new HeadObjectCommand({ Bucket: 'prices', Key: 'missing' })),
    ).rejects.toMatchObject({ $metadata: { httpStatusCode: status } });
  },
);

test('gives the credentials of the role as ECS does', async () => {
  const role = roleThatMay(readAndWrite);
  await s3As(role);
  const { AWS_CONTAINER_CREDENTIALS_FULL_URI: uri = '', ...others } = surroundings.environment;
  expect(others).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_EXECUTION_ENV: 'AWS_ECS_FARGATE' });
  const credentials = (await (await fetch(uri)).json()) as { Expiration: string };
  expect(credentials).toMatchObject({ RoleArn: role.arn, AccessKeyId: 'local', Token: 'local' });
  // oxlint-disable-next-line eslint-js/no-restricted-syntax -- the SDK compares it with the clock of its process
  expect(Date.parse(credentials.Expiration)).toBeGreaterThan(Date.now());
});
