import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { S3Client } from '@aws-sdk/client-s3';
import { foreignClaims } from '../../../cli/deployed/foreign-claims';
import type { Config } from '../../../stacks/config/config';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

/** What AWS has of every name, with these tags. */
function tagged(tags: Readonly<Record<string, string>>, config: Partial<Config> = {}) {
  const upper = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const lower = Object.entries(tags).map(([key, value]) => ({ key, value }));
  const answers = (client: { readonly prototype: object }, answer: object): void => {
    const send = jest.fn(() => Promise.resolve(answer));
    jest.spyOn(client.prototype as { send: typeof send }, 'send').mockImplementation(send);
  };
  answers(ECSClient, { clusters: [{ status: 'ACTIVE', tags: lower }] });
  answers(S3Client, { TagSet: upper });
  answers(ECRClient, { repositories: [{ repositoryArn: 'arn' }], tags: upper });
  return foreignClaims(loadSettings(configOf({}, config), { FARGATE_CRON_ENV: 'test' }));
}

const rival = { Project: 'rival', Environment: 'prod' };

afterEach(() => {
  jest.restoreAllMocks();
});

test('what is another project’s is named with what to do', async () => {
  await expect(tagged(rival)).resolves.toEqual([
    'the cluster acme-test belongs to rival/prod, as its tags say: use it by existing.cluster of config.ts, or choose another name',
    'the bucket acme-test-data-123456789012 belongs to rival/prod, as its tags say: use it by existing.dataBucket of config.ts, or choose another name',
    'the repository acme-test-crawler belongs to rival/prod, as its tags say: use it by existing.repository of config.ts, or choose another name',
  ]);
});

test('what would be imported is claimed, too, and what is used is not', async () => {
  const imports = { cluster: 'main' };
  const environments = {
    test: { accountId: '123456789012', state: { backend: 'local' as const }, imports },
  };
  const existing = { dataBucket: 'lake', repository: 'images' };
  await expect(tagged(rival, { environments, existing })).resolves.toEqual([
    expect.stringMatching(/^the cluster main belongs to rival\/prod/),
  ]);
});

test.each([
  ['this project’s own', { Project: 'acme', Environment: 'test' }],
  ['nobody’s', {}],
  ['tagged in part', { Project: 'rival' }],
])('what is %s is left', async (_, tags) => {
  await expect(tagged(tags)).resolves.toEqual([]);
});

test('what is not there, or may not be asked, is left to the apply', async () => {
  const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
  for (const [client, name] of [
    [ECSClient, 'AccessDeniedException'],
    [S3Client, 'NoSuchBucket'],
    [ECRClient, 'RepositoryNotFoundException'],
  ] as const) {
    const send = jest.fn(() =>
      Promise.reject(Object.assign(new Error('no'), { name, $metadata: {} })),
    );
    jest
      .spyOn(client.prototype as unknown as { send: typeof send }, 'send')
      .mockImplementation(send);
  }
  await expect(foreignClaims(settings)).resolves.toEqual([]);
});
