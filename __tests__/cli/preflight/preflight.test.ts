import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import { checkJob, checkProject } from '../../../cli/preflight/preflight';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const accountId = '111111111111';
const settings = loadSettings(
  configOf(
    {},
    { environments: { test: { accountId, state: { backend: 's3', bucket: 'acme-state' } } } },
  ),
  { FARGATE_CRON_ENV: 'test' },
);

function answers(client: { readonly prototype: object }, answer: () => Promise<object>): void {
  const prototype = client.prototype as { send: typeof answer };
  jest.spyOn(prototype, 'send').mockImplementation(answer);
}

function s3Refuses(error: object): void {
  answers(S3Client, () => Promise.reject(Object.assign(new Error('Access Denied'), error)));
}

function iamDenies(): void {
  const error = { name: 'AccessDenied', $metadata: {} };
  answers(IAMClient, () => Promise.reject(Object.assign(new Error('Access Denied'), error)));
}

beforeEach(() => {
  answers(ECSClient, () => Promise.resolve({}));
  answers(ECRClient, () => Promise.resolve({}));
  answers(STSClient, () =>
    Promise.resolve({ Account: '222222222222', Arn: 'arn:aws:iam::222222222222:user/ann' }),
  );
});

afterEach(() => {
  jest.restoreAllMocks();
});

test('credentials of another account are named, although they may read no state', async () => {
  s3Refuses({ name: 'AccessDenied', $metadata: {} });
  iamDenies();
  await expect(checkProject(settings)).resolves.toEqual([
    {
      job: null,
      check: 'account',
      result: 'failed',
      detail: `test belongs to the account ${accountId}, and these are credentials of 222222222222: use another AWS_PROFILE`,
    },
    ...['ecs-role', 'history', 'quotas'].map((check) => ({
      job: null,
      check,
      result: 'unknown',
      detail: expect.stringContaining('AWS denies it') as string,
    })),
  ]);
});

test('a job of which AWS tells nothing is unknown, and an error of ours is none of AWS’s', async () => {
  const [job] = settings.jobs;
  if (job === undefined) throw new Error('the configuration must have a job');
  s3Refuses({ name: 'AccessDenied', $metadata: {} });
  await expect(checkJob(settings, job)).resolves.toEqual([
    {
      job: 'nightly',
      check: 'deployed',
      result: 'unknown',
      detail: expect.stringContaining('AWS denies it') as string,
    },
  ]);
  s3Refuses({ name: 'TypeError' });
  await expect(checkJob(settings, job)).rejects.toThrow('Access Denied');
});
