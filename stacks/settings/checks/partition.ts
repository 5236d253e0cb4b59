import type { Problem } from '../../config/config-error';
import { ecrRepositoryOf } from '../../rules/image-reference';
import { dnsSuffixOf, partitionOf, partitionProblems } from '../../rules/partition';
import type { JobSettings } from '../settings';
import type { ContainerSettings } from '../task';
import { at } from './problems';

type Path = (...keys: PropertyKey[]) => PropertyKey[];

/** What a job with a task of its own names in another partition than the project's. */
export function jobPartitionProblems(job: JobSettings, path: Path, region: string): Problem[] {
  return [
    ...containerPartitionProblems(job, path, region),
    ...job.sidecars.flatMap((sidecar, index) => [
      ...at(path('sidecars', index, 'image'), imagePartitionProblems(sidecar.image, region)),
      ...containerPartitionProblems(sidecar, (...keys) => path('sidecars', index, ...keys), region),
    ]),
    ...job.secretKeyArns.flatMap((arn, index) =>
      at(path('secretKeyArns', index), partitionProblems(arn, region)),
    ),
    ...job.statements.flatMap(({ Resource }, index) =>
      Resource.flatMap((arn, place) =>
        at(path('statements', index, 'Resource', place), partitionProblems(arn, region)),
      ),
    ),
  ];
}

function containerPartitionProblems(
  { registryCredentials, secrets, containerDefinition }: ContainerSettings,
  path: Path,
  region: string,
): Problem[] {
  return [
    ...at(
      path('registryCredentials'),
      registryCredentials === undefined ? [] : partitionProblems(registryCredentials, region),
    ),
    ...Object.entries(secrets).flatMap(([name, valueFrom]) =>
      at(path('secrets', name), partitionProblems(valueFrom, region)),
    ),
    ...(containerDefinition.environmentFiles ?? []).flatMap(({ value = '' }, index) =>
      at(
        path('containerDefinition', 'environmentFiles', index, 'value'),
        partitionProblems(value, region),
      ),
    ),
    ...(containerDefinition.logConfiguration?.secretOptions ?? []).flatMap(
      ({ valueFrom = '' }, index) =>
        at(
          path('containerDefinition', 'logConfiguration', 'secretOptions', index, 'valueFrom'),
          partitionProblems(valueFrom, region),
        ),
    ),
  ];
}

/** A role pulls from ECR, and has no account in another partition. */
export function imagePartitionProblems(image: string, region: string): string[] {
  const repository = ecrRepositoryOf(image);
  if (repository === undefined) return [];
  if (partitionOf(repository.region) !== partitionOf(region)) {
    return [
      `must not lie in ECR in ${repository.region}, which the role of a task in ${region} cannot reach, got "${image}"; copy it into an ECR of the partition ${partitionOf(region)}`,
    ];
  }
  const [host = ''] = image.split('/');
  return host.endsWith('.on.aws') || host.endsWith(`.${dnsSuffixOf(region)}`)
    ? []
    : [
        `must lie in a registry whose name ends with ${dnsSuffixOf(region)}, as in ${region}, got "${image}"`,
      ];
}
