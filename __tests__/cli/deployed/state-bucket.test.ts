import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { initStateBucket } from '../../../cli/deployed/state-bucket';
import { defineConfig, type Config } from '../../../stacks/config/config';
import { loadSettings } from '../../../stacks/settings/load-settings';
import type { StateOf } from '../../../stacks/settings/state-location';

const account = '123456789012';
const kmsKeyId = `arn:aws:kms:us-east-1:${account}:key/1234`;

/** How S3 says that a bucket has none. */
const missing: Readonly<Record<string, string>> = {
  lifecycle: 'NoSuchLifecycleConfiguration',
  policy: 'NoSuchBucketPolicy',
  tagging: 'NoSuchTagSet',
};

/** An AWS that has one bucket, or none, and remembers what is asked of it. */
class TestAws {
  /** What S3 answers to who asks for the bucket. */
  head = 404;
  /** Why S3 refuses to make it. */
  refusal: string | undefined;
  caller = account;
  /** What the bucket has already, by what is asked for. */
  readonly has = new Map<string, string>();
  readonly calls: string[] = [];
  readonly bodies = new Map<string, string>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(([status, body]) => {
        response.writeHead(status, { 'content-type': 'application/xml' }).end(body);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage): Promise<[number, string]> {
    const { method = '', url = '' } = request;
    const body = await text(request);
    if (body.includes('GetCallerIdentity')) {
      return [
        200,
        `<GetCallerIdentityResponse><GetCallerIdentityResult><Account>${this.caller}</Account><Arn>arn:aws:iam::${this.caller}:user/ann</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      ];
    }
    const [, query = ''] = url.split('?');
    const call = `${method} ${query.replace(/&?x-id=\w+/, '').replace(/=$/, '')}`.trim();
    this.calls.push(call);
    if (body !== '') this.bodies.set(call, body);
    if (method === 'HEAD') return [this.head, ''];
    if (method === 'GET') {
      const found = this.has.get(query.replace(/=.*/, ''));
      return found === undefined
        ? [404, `<Error><Code>${missing[query.replace(/=.*/, '')] ?? ''}</Code></Error>`]
        : [200, found];
    }
    return call === 'PUT' && this.refusal !== undefined
      ? [409, `<Error><Code>${this.refusal}</Code></Error>`]
      : [200, ''];
  }
}

let aws: TestAws;
const before = { ...process.env };

beforeEach(async () => {
  aws = new TestAws();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: await aws.start(),
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

afterEach(async () => {
  process.env = { ...before };
  await aws.stop();
});

function init(state: Partial<StateOf<'s3'>> = {}, config: Partial<Config> = {}): Promise<boolean> {
  const full = { backend: 's3', bucket: 'acme-state', ...state } as const;
  const settings = loadSettings(
    defineConfig({
      project: 'acme',
      jobs: [{ name: 'nightly', schedule: 'rate(1 day)' }],
      tags: { CostCentre: '42' },
      environments: { test: { accountId: account, state: full } },
      ...config,
    }),
    { FARGATE_CRON_ENV: 'test' },
  );
  return initStateBucket(settings, full);
}

test('encrypts by a KMS key where one is given', async () => {
  await expect(init({ kmsKeyId })).resolves.toBe(true);
  const encryption = aws.bodies.get('PUT encryption') ?? '';
  expect(encryption).toContain('<SSEAlgorithm>aws:kms</SSEAlgorithm>');
  expect(encryption).toContain(`<KMSMasterKeyID>${kmsKeyId}</KMSMasterKeyID>`);
  expect(encryption).toContain('<BucketKeyEnabled>true</BucketKeyEnabled>');
});

test('encrypts a new bucket by S3 itself where none is given', async () => {
  await expect(init()).resolves.toBe(true);
  const encryption = aws.bodies.get('PUT encryption') ?? '';
  expect(encryption).toContain('<SSEAlgorithm>AES256</SSEAlgorithm>');
  expect(encryption).not.toContain('KMS');
});

test('leaves how a bucket is encrypted, unless a key is given', async () => {
  aws.head = 200;
  await expect(init()).resolves.toBe(false);
  expect(aws.calls).toContain('PUT versioning');
  expect(aws.calls).not.toContain('PUT encryption');
  await expect(init({ kmsKeyId })).resolves.toBe(false);
  expect(aws.bodies.get('PUT encryption')).toContain(kmsKeyId);
});

test('gives the bucket the tags of the project, and lets old versions go after 90 days', async () => {
  await init();
  expect(aws.bodies.get('PUT tagging')).toContain(
    '<TagSet><Tag><Key>Project</Key><Value>acme</Value></Tag><Tag><Key>Environment</Key><Value>test</Value></Tag><Tag><Key>CostCentre</Key><Value>42</Value></Tag></TagSet>',
  );
  const lifecycle = aws.bodies.get('PUT lifecycle') ?? '';
  expect(lifecycle).toContain('<NoncurrentDays>90</NoncurrentDays>');
  expect(lifecycle).toContain('<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>');
  expect(aws.calls).not.toContain('PUT logging');
});

test('calls the tags of the project as they are prescribed', async () => {
  await init({}, { tagKeys: { project: 'app', environment: 'env' }, tags: { env: 'Test' } });
  expect(aws.bodies.get('PUT tagging')).toContain(
    '<TagSet><Tag><Key>app</Key><Value>acme</Value></Tag><Tag><Key>env</Key><Value>Test</Value></Tag></TagSet>',
  );
});

test('keeps the tags and rules of a bucket that others share', async () => {
  aws.head = 200;
  aws.has.set(
    'tagging',
    '<Tagging><TagSet><Tag><Key>Project</Key><Value>shared</Value></Tag></TagSet></Tagging>',
  );
  aws.has.set(
    'lifecycle',
    '<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Enabled</Status><Filter><Prefix>tmp/</Prefix></Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>',
  );
  await init();
  const tags = aws.bodies.get('PUT tagging') ?? '';
  expect(tags).toContain('<Key>Project</Key><Value>shared</Value>');
  expect(tags).not.toContain('<Value>acme</Value>');
  expect(tags).toContain('<Key>CostCentre</Key>');
  expect(aws.bodies.get('PUT lifecycle')).toMatch(/<ID>theirs<.*<ID>old-versions</);
});

test('lets old versions go where a rule for that is switched off', async () => {
  aws.head = 200;
  aws.has.set(
    'lifecycle',
    '<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Disabled</Status><Filter><Prefix></Prefix></Filter><NoncurrentVersionExpiration><NoncurrentDays>365</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>',
  );
  await init();
  expect(aws.bodies.get('PUT lifecycle')).toMatch(/<ID>theirs<.*<ID>old-versions</);
});

test('changes neither where both are right already', async () => {
  aws.head = 200;
  aws.has.set(
    'tagging',
    `<Tagging><TagSet>${['Project', 'Environment', 'CostCentre'].map((key) => `<Tag><Key>${key}</Key><Value>x</Value></Tag>`).join('')}</TagSet></Tagging>`,
  );
  aws.has.set(
    'lifecycle',
    '<LifecycleConfiguration><Rule><ID>theirs</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><NoncurrentVersionExpiration><NoncurrentDays>365</NoncurrentDays></NoncurrentVersionExpiration></Rule></LifecycleConfiguration>',
  );
  await init();
  expect(aws.calls).not.toContain('PUT tagging');
  expect(aws.calls).not.toContain('PUT lifecycle');
});

test('logs who reads and writes state where a bucket for that is given', async () => {
  await init({ accessLogBucket: 'acme-logs' });
  expect(aws.bodies.get('PUT logging')).toContain(
    '<TargetBucket>acme-logs</TargetBucket><TargetPrefix>acme-state/</TargetPrefix>',
  );
});

const notOurs =
  'the bucket acme-state belongs to another account, or these credentials may not see it: choose another name in environments.test.state.bucket of config.ts, or another AWS_PROFILE';

test('changes nothing of a bucket that is somebody else’s', async () => {
  aws.head = 403;
  await expect(init()).rejects.toThrow(notOurs);
  expect(aws.calls).toEqual(['HEAD']);
});

test('changes nothing where somebody else made it a moment before', async () => {
  aws.refusal = 'BucketAlreadyExists';
  await expect(init()).rejects.toThrow(notOurs);
  expect(aws.calls).toEqual(['HEAD', 'PUT']);
});

test('makes no bucket in an account that config.ts does not guard', async () => {
  aws.caller = '999999999999';
  await expect(init()).rejects.toThrow(
    `test belongs to the account ${account}, and these are credentials of 999999999999: use another AWS_PROFILE`,
  );
  expect(aws.calls).toEqual([]);
});
