import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import { pidModeProblems } from '../../rules/fargate-parameters';
import type { JobSettings } from '../settings';
import { containerNames, keyProblems, oneOfProblems, volumeNames } from './hatch-words';
import { at, optional, type Path } from './problems';

/** The fields that say what a hatch may not say as well: one place for each value. */
const owners: Readonly<Record<string, string>> = {
  containerDefinitions: 'containerDefinition',
  cpu: 'cpuUnits',
  ephemeralStorage: 'ephemeralStorageGiB',
  executionRoleArn: 'secrets',
  family: 'name',
  memory: 'memoryMiB',
  runtimePlatform: 'architecture',
  tags: 'tags',
  taskRoleArn: 'statements',
};

/** What is wrong with what a job says of its task in ECS's own words. */
export function taskHatchProblems(job: JobSettings, path: Path): Problem[] {
  const hatch = job.taskDefinition;
  const own: Path = (...keys) => path('taskDefinition', ...keys);
  return [
    ...keyProblems(hatch, own(), 'task', owners),
    ...at(own('pidMode'), optional(hatch.pidMode, pidModeProblems)),
    ...(hatch.volumes ?? []).flatMap((volume, index) => [
      ...keyProblems(volume, own('volumes', index), 'volume', {}),
      ...at(own('volumes', index), accessPointProblems(volume.efsVolumeConfiguration)),
    ]),
    ...at(
      own('proxyConfiguration', 'containerName'),
      optional(hatch.proxyConfiguration?.containerName, (name) =>
        oneOfProblems('container', name, containerNames(job)),
      ),
    ),
    ...job.volumes.flatMap(({ name }, index) =>
      at(
        path('volumes', index, 'name'),
        hatch.volumes === undefined || volumeNames(job).includes(name)
          ? []
          : [
              `must be one of those in taskDefinition.volumes, which take their place, got "${name}"`,
            ],
      ),
    ),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html */
function accessPointProblems(
  efs: NonNullable<JobSettings['taskDefinition']['volumes']>[number]['efsVolumeConfiguration'],
): string[] {
  const { accessPointId, iam } = efs?.authorizationConfig ?? {};
  const { rootDirectory = '/', transitEncryption } = efs ?? {};
  return [
    ...(accessPointId !== undefined && rootDirectory !== '/'
      ? [`must have no rootDirectory with an access point, got "${rootDirectory}"`]
      : []),
    ...((accessPointId !== undefined || iam === 'ENABLED') && transitEncryption !== 'ENABLED'
      ? [
          `must have transitEncryption "ENABLED" with an access point or IAM, got ${shown(transitEncryption ?? null)}`,
        ]
      : []),
  ];
}
