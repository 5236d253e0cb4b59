import { S3Client } from '@aws-sdk/client-s3';
import { checkDataBucket } from '../../../../cli/preflight/checks/data-bucket';
import type { Config } from '../../../../stacks/config/config';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const key = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
const good = {
  HeadBucket: { BucketRegion: 'us-east-1' },
  GetBucketVersioning: { Status: 'Enabled' },
  GetBucketEncryption: {},
};
const encryptedBy = (KMSMasterKeyID?: string) => ({
  ServerSideEncryptionConfiguration: {
    Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID } }],
  },
});

/** @param answers by the name of the call; a number is the status of a refusal */
function check(answers: Readonly<Record<string, object | number>>, more: Partial<Config> = {}) {
  const all: Readonly<Record<string, object | number>> = { ...good, ...answers };
  const answer = ({ constructor }: object): Promise<object> => {
    const found = all[constructor.name.replace('Command', '')] ?? {};
    if (typeof found !== 'number') return Promise.resolve(found);
    const name = found === 403 ? 'AccessDenied' : 'UnknownError';
    return Promise.reject(
      Object.assign(new Error('no'), { name, $metadata: { httpStatusCode: found } }),
    );
  };
  jest
    .spyOn(S3Client.prototype as unknown as { send: typeof answer }, 'send')
    .mockImplementation(answer);
  const config = configOf({}, { existing: { dataBucket: 'lake' }, ...more });
  return checkDataBucket(loadSettings(config, { FARGATE_CRON_ENV: 'test' }));
}

const ok = { result: 'ok', detail: 'lake is there' };

afterEach(() => {
  jest.restoreAllMocks();
});

test('a bucket of the project’s own is not looked at', async () => {
  await expect(check({ HeadBucket: 404 }, { existing: {} })).resolves.toEqual([]);
});

test.each<[object | number, string]>([
  [404, 'the bucket lake does not exist'],
  [301, 'the bucket lake is in another region, and the jobs run in us-east-1'],
  [{ BucketRegion: 'eu-west-1' }, 'the bucket lake is in eu-west-1'],
])('a bucket that S3 answers %j for is of no use', async (HeadBucket, detail) => {
  await expect(check({ HeadBucket })).resolves.toEqual([
    { result: 'failed', detail: expect.stringContaining(detail) as string },
  ]);
});

test('a bucket that these credentials may not ask for is unknown', async () => {
  await expect(check({ HeadBucket: 403 })).rejects.toThrow('no');
});

test('versions that are not kept are said, and what may not be read is unknown', async () => {
  await expect(check({})).resolves.toEqual([ok]);
  await expect(check({ GetBucketVersioning: { Status: 'Suspended' } })).resolves.toEqual([
    ok,
    { result: 'unknown', detail: expect.stringContaining('keeps no versions') as string },
  ]);
  await expect(check({ GetBucketVersioning: 403 })).resolves.toEqual([
    ok,
    { result: 'unknown', detail: expect.stringContaining('AWS denies it') as string },
  ]);
});

test('a key of the owner’s must be the project’s', async () => {
  const failed = {
    result: 'failed',
    detail: expect.stringContaining(`is encrypted by ${key}, which the jobs may not use`) as string,
  };
  await expect(check({ GetBucketEncryption: encryptedBy(key) })).resolves.toEqual([ok, failed]);
  for (const named of [key, key.replace(/^.*:key\//, '')]) {
    await expect(
      check({ GetBucketEncryption: encryptedBy(named) }, { encryption: { kmsKeyArn: key } }),
    ).resolves.toEqual([ok]);
  }
  for (const own of [undefined, 'arn:aws:kms:us-east-1:123456789012:alias/aws/s3']) {
    await expect(check({ GetBucketEncryption: encryptedBy(own) })).resolves.toEqual([ok]);
  }
});

test('an alias may lead to the project’s key, and to no key where the project has none', async () => {
  const alias = { GetBucketEncryption: encryptedBy('alias/lake') };
  await expect(check(alias, { encryption: { kmsKeyArn: key } })).resolves.toEqual([
    ok,
    { result: 'unknown', detail: expect.stringContaining(`must lead to ${key}`) as string },
  ]);
  await expect(check(alias)).resolves.toMatchObject([ok, { result: 'failed' }]);
});
