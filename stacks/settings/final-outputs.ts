import { arnOf, type Surroundings } from '../rules/arns';
import { dnsSuffixOf } from '../rules/partition';
import { clusterName } from './cluster-name';
import { crawlerName, existingRepository, imageNameOf, repositoryName } from './images';
import type { Settings } from './settings';

// As long as a content tag.
const tag = '0'.repeat(16);
const subnetId = `subnet-${'0'.repeat(17)}`;
const securityGroupId = `sg-${'0'.repeat(17)}`;

/**
 * What an output will be that another stack reads, so far as its length is known beforehand.
 *
 * @returns nothing for an output whose value stands in no text that has a limit
 */
export function finalOutput(
  settings: Settings,
  surroundings: Surroundings,
  output: string,
  job = '',
): string | undefined {
  const { prefix, imports, existing, role, network, crawler } = settings;
  const cluster = clusterName(settings);
  const { accountId, region } = surroundings;
  const found = settings.jobs.find(({ name }) => name === job);
  const task = found?.task ?? job;
  const arn = (type: string, name: string) =>
    arnOf(type, { name, family: name, bucket: name, path: role.path }, surroundings);
  const repositoryUrl = (image: string) =>
    `${existingRepository(settings)?.account ?? accountId}.dkr.ecr.${region}.${dnsSuffixOf(region)}/${repositoryName(settings, image)}`;
  switch (output) {
    case 'subnet_ids':
      return JSON.stringify(
        (network.mode === 'existing' ? network.subnetIds : undefined) ??
          Array.from({ length: zonesOf(settings) }, () => subnetId),
      );
    case 'security_group_ids':
      return JSON.stringify(
        (network.mode === 'existing' ? network.securityGroupIds : undefined) ?? [securityGroupId],
      );
    case 'image_uri':
      return `${repositoryUrl(crawlerName)}:${(crawler.from === 'prebuilt' ? crawler.reference : undefined) ?? tag}`;
    case 'image_uris':
      return `${repositoryUrl(imageNameOf(found?.image) ?? '')}:${tag}`;
    case 'cluster_arn':
      return arn('aws_ecs_cluster', cluster);
    case 'cluster_name':
      return cluster;
    case 'data_bucket':
      return existing.dataBucket ?? imports.dataBucket ?? `${prefix}-data-${accountId}`;
    case 'log_group_names':
      return imports.logGroups[task] ?? `${settings.logGroupPath}/${task}`;
    case 'task_definition_arns':
      // Revisions of many years.
      return `${arn('aws_ecs_task_definition', `${prefix}-${task}`)}0000`;
    case 'task_role_arns':
      return arn('aws_iam_role', `${prefix}-${task}-task`);
    case 'execution_role_arns':
      return arn('aws_iam_role', `${prefix}-${task}-execution`);
    case 'schedule_group':
      return prefix;
    default:
      return undefined;
  }
}

/** Subnets that tags find are as many as a task may have. */
function zonesOf({ network }: Settings): number {
  if (network.mode === 'existing') return 16;
  return typeof network.zones === 'number' ? network.zones : network.zones.length;
}
