import {
  DescribeRepositoriesCommand,
  ECRClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecr';
import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { clusterName } from '../../stacks/settings/cluster-name';
import { finalOutput } from '../../stacks/settings/final-outputs';
import { imagesOf } from '../../stacks/settings/images';
import type { Settings } from '../../stacks/settings/settings';
import { ownerTag } from '../../stacks/settings/tags';
import { partitionOf } from '../../stacks/rules/partition';
import { awsClient, s3Client } from '../aws/aws-client';
import { orNothing } from '../aws/aws-errors';
import { readCaller } from './account';

type Tags = Readonly<Record<string, string>>;

/** What the stacks make, or import, under a name that somebody may have taken. */
interface Claim {
  readonly what: 'cluster' | 'dataBucket' | 'repository';
  readonly name: string;
  readonly read: () => Promise<Tags>;
}

/**
 * What the stacks would make, or import, and is another project's by its tags, each in a line. ECS
 * makes no second cluster of a name but hands out the one there is, which a destroy would then delete.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
 */
export async function foreignClaims(settings: Settings): Promise<string[]> {
  const claims = await claimsOf(settings);
  const found = claims.map(async ({ what, name, read }) => {
    // What is not there has no tags; what may not be asked, the apply says itself.
    const owner = otherOwner(settings, (await orNothing(read())) ?? {});
    return owner === undefined
      ? []
      : [
          `the ${words[what]} ${name} belongs to ${owner}, as its tags say: use it by existing.${what} of config.ts, or choose another name`,
        ];
  });
  return (await Promise.all(found)).flat();
}

const words = { cluster: 'cluster', dataBucket: 'bucket', repository: 'repository' } as const;

async function claimsOf(settings: Settings): Promise<Claim[]> {
  const { existing } = settings;
  const cluster = clusterName(settings);
  const bucket = existing.dataBucket ?? (await bucketName(settings));
  const repositories = new Set(imagesOf(settings).map(({ repository }) => repository));
  const all: Claim[] = [
    { what: 'cluster', name: cluster, read: () => clusterTags(settings, cluster) },
    { what: 'dataBucket', name: bucket, read: () => bucketTags(settings, bucket) },
    ...[...repositories].map((name): Claim => ({
      what: 'repository',
      name,
      read: () => repositoryTags(settings, name),
    })),
  ];
  return all.filter(({ what }) => existing[what] === undefined);
}

async function bucketName(settings: Settings): Promise<string> {
  const { region, accountId = (await readCaller(settings)).account } = settings;
  const surroundings = { accountId, region, partition: partitionOf(region) };
  return finalOutput(settings, surroundings, 'data_bucket') ?? '';
}

/** `rival/prod`; nothing where the tags name this project and environment, or none. */
function otherOwner(settings: Settings, tags: Tags): string | undefined {
  const owners = (['project', 'environment'] as const).map((owner) => {
    const { key, value } = ownerTag(settings, owner);
    // Tags may be older than what `tags` calls the project and the environment.
    return { found: tags[key], ours: [value, settings[owner]] };
  });
  const found = owners.flatMap((owner) => owner.found ?? []);
  const isOurs = owners.every((owner) => owner.ours.includes(owner.found ?? ''));
  return found.length < owners.length || isOurs ? undefined : found.join('/');
}

async function clusterTags(settings: Settings, name: string): Promise<Tags> {
  const ecs = new ECSClient(awsClient(settings));
  const { clusters: [cluster] = [] } = await ecs.send(
    new DescribeClustersCommand({ clusters: [name], include: ['TAGS'] }),
  );
  // Of one that was deleted ECS still tells for a while.
  if (cluster?.status === 'INACTIVE') return {};
  return Object.fromEntries((cluster?.tags ?? []).map(({ key = '', value = '' }) => [key, value]));
}

async function bucketTags(settings: Settings, Bucket: string): Promise<Tags> {
  const s3 = new S3Client(s3Client(settings));
  const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket }));
  return Object.fromEntries(TagSet.map(({ Key = '', Value = '' }) => [Key, Value]));
}

async function repositoryTags(settings: Settings, name: string): Promise<Tags> {
  const ecr = new ECRClient(awsClient(settings));
  const { repositories: [repository] = [] } = await ecr.send(
    new DescribeRepositoriesCommand({ repositoryNames: [name] }),
  );
  const { tags = [] } = await ecr.send(
    new ListTagsForResourceCommand({ resourceArn: repository?.repositoryArn }),
  );
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}
