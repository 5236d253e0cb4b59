import type { Problem } from '../../config/config-error';
import { ecrRepositoryOf } from '../../rules/image-reference';
import { arnPlaceProblems, type Place } from '../../rules/arn-places';
import { dnsSuffixOf, partitionOf } from '../../rules/partition';
import type { JobSettings } from '../settings';
import type { ContainerSettings } from '../task';
import { at, type Path } from './problems';

/** What a job with a task of its own names where its roles cannot reach. */
export function jobPlaceProblems(job: JobSettings, path: Path, place: Place): Problem[] {
  return [
    ...containerPlaceProblems(job, path, place),
    ...job.sidecars.flatMap((sidecar, index) => [
      ...at(path('sidecars', index, 'image'), imagePartitionProblems(sidecar.image, place.region)),
      ...containerPlaceProblems(sidecar, (...keys) => path('sidecars', index, ...keys), place),
    ]),
    ...job.secretKeyArns.flatMap((arn, index) =>
      at(path('secretKeyArns', index), arnPlaceProblems('key', arn, place)),
    ),
    ...job.statements.flatMap(({ Resource }, index) =>
      Resource.flatMap((arn, nth) =>
        at(path('statements', index, 'Resource', nth), arnPlaceProblems('statement', arn, place)),
      ),
    ),
  ];
}

function containerPlaceProblems(
  { registryCredentials, secrets, containerDefinition }: ContainerSettings,
  path: Path,
  place: Place,
): Problem[] {
  return [
    ...at(
      path('registryCredentials'),
      registryCredentials === undefined
        ? []
        : arnPlaceProblems('secret', registryCredentials, place),
    ),
    ...Object.entries(secrets).flatMap(([name, valueFrom]) =>
      at(path('secrets', name), arnPlaceProblems('secret', valueFrom, place)),
    ),
    ...(containerDefinition.environmentFiles ?? []).flatMap(({ value = '' }, index) =>
      at(
        path('containerDefinition', 'environmentFiles', index, 'value'),
        arnPlaceProblems('environmentFile', value, place),
      ),
    ),
    ...(containerDefinition.logConfiguration?.secretOptions ?? []).flatMap(
      ({ valueFrom = '' }, index) =>
        at(
          path('containerDefinition', 'logConfiguration', 'secretOptions', index, 'valueFrom'),
          arnPlaceProblems('secret', valueFrom, place),
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
