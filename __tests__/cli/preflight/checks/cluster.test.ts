import { ECSClient } from '@aws-sdk/client-ecs';
import { checkCluster } from '../../../../cli/preflight/checks/cluster';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const spot: Partial<JobConfig> = { spot: true, retries: 1 };

function check(
  cluster: object | undefined,
  job: Partial<JobConfig> = {},
  existing: Config['existing'] = { cluster: 'shared' },
) {
  const answer = () => Promise.resolve({ clusters: cluster === undefined ? [] : [cluster] });
  jest
    .spyOn(ECSClient.prototype as unknown as { send: typeof answer }, 'send')
    .mockImplementation(answer);
  return checkCluster(loadSettings(configOf(job, { existing }), { FARGATE_CRON_ENV: 'test' }));
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('a cluster of the project’s own is not looked at', async () => {
  await expect(check(undefined, {}, {})).resolves.toEqual([]);
});

test.each([
  [undefined, 'does not exist'],
  [{ status: 'INACTIVE' }, 'does not exist'],
  [{ status: 'DEPROVISIONING' }, 'is DEPROVISIONING'],
])('a cluster that is %j starts no task', async (cluster, what) => {
  await expect(check(cluster)).resolves.toEqual([
    {
      result: 'failed',
      detail: `the cluster shared ${what}: ask its owner, or name another in existing.cluster`,
    },
  ]);
});

test('jobs on Spot need its capacity provider', async () => {
  const onDemand = { status: 'ACTIVE', capacityProviders: ['FARGATE'] };
  await expect(check(onDemand)).resolves.toMatchObject([{ result: 'ok' }]);
  await expect(check(onDemand, spot)).resolves.toEqual([
    {
      result: 'failed',
      detail: expect.stringContaining(
        'has no capacity provider FARGATE_SPOT, which nightly asks for',
      ) as string,
    },
  ]);
  const both = { ...onDemand, capacityProviders: ['FARGATE', 'FARGATE_SPOT'] };
  await expect(check(both, spot)).resolves.toMatchObject([{ result: 'ok' }]);
});
