import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';
import type { Finding } from '../finding';

/** Whether the cluster that others keep is there, and starts what the jobs ask for. */
export async function checkCluster(settings: Settings): Promise<Finding[]> {
  const { existing, jobs } = settings;
  const { cluster: name } = existing;
  if (name === undefined) return [];
  const { clusters: [cluster] = [] } = await new ECSClient(awsClient(settings)).send(
    new DescribeClustersCommand({ clusters: [name] }),
  );
  // ECS tells of a cluster for a while after it was deleted.
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Cluster.html
  const status = cluster?.status ?? 'INACTIVE';
  if (status !== 'ACTIVE') {
    const what = status === 'INACTIVE' ? 'does not exist' : `is ${status}`;
    return [
      {
        result: 'failed',
        detail: `the cluster ${name} ${what}: ask its owner, or name another in existing.cluster`,
      },
    ];
  }
  const spot = jobs.filter((job) => job.spot).map((job) => job.name);
  return spot.length === 0 || cluster?.capacityProviders?.includes('FARGATE_SPOT') === true
    ? [{ result: 'ok', detail: `${name} is ACTIVE` }]
    : [
        {
          result: 'failed',
          detail: `the cluster ${name} has no capacity provider FARGATE_SPOT, which ${spot.join(', ')} ${spot.length === 1 ? 'asks' : 'ask'} for: its owner adds it (aws ecs put-cluster-capacity-providers), or leave spot out`,
        },
      ];
}
