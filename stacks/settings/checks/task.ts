import type { Problem } from '../../config/config-error';
import {
  ephemeralStorageProblems,
  fargateSizeProblems,
  stopTimeoutProblems,
} from '../../rules/fargate-size';
import { dataPrefixProblems, wholeDataProblems } from '../../rules/data';
import { ownVariables } from '../../rules/environment';
import { actionProblems, resourceProblems } from '../../rules/iam';
import { imageReferenceProblems } from '../../rules/image-reference';
import { nameProblems } from '../../rules/names';
import { kmsKeyArnProblems } from '../../rules/kms-key';
import { containerCountProblems } from '../../rules/task';
import { accessPointProblems, fileSystemProblems, mountPathProblems } from '../../rules/volume';
import type { JobSettings, Settings } from '../settings';
import type { SidecarSettings, VolumeSettings } from '../task';
import { containerProblems } from './container';
import { isHealthChecked } from './dependencies';
import { hatchProblems } from './hatch';
import { at, firstOf, type Path } from './problems';
import { jobTagProblems } from './tags';

/** What is wrong with what becomes the task definition of a job. */
export function taskProblems(job: JobSettings, path: Path, settings: Settings): Problem[] {
  const { ephemeralStorageGiB } = job;
  return [
    ...at(path('cpuUnits'), fargateSizeProblems(job.cpuUnits, job.memoryMiB)),
    ...at(path('stopTimeoutSeconds'), stopTimeoutProblems(job.stopTimeoutSeconds)),
    ...at(
      path('ephemeralStorageGiB'),
      ephemeralStorageGiB === undefined ? [] : ephemeralStorageProblems(ephemeralStorageGiB),
    ),
    ...job.secretKeyArns.flatMap((arn, index) =>
      at(path('secretKeyArns', index), kmsKeyArnProblems(arn)),
    ),
    ...at(path('data'), crawlerDataProblems(job)),
    ...at(
      path('data', 'prefix'),
      job.data.prefix === undefined ? [] : dataPrefixProblems(job.data.prefix),
    ),
    ...at(path('readonlyRootFilesystem'), debugProblems(job)),
    ...containerProblems(job, path, ownVariables(job.data.access !== 'none')),
    ...sidecarsProblems(job, path),
    ...volumesProblems(job.volumes, path),
    ...hatchProblems(job, path),
    ...statementsProblems(job, path),
    ...jobTagProblems(job, path, settings),
  ];
}

/** Where the crawler's prices go instead, another bucket may be. */
function crawlerDataProblems({ image, data, environment }: JobSettings): string[] {
  return image === undefined && environment['DATA_URI'] === undefined
    ? wholeDataProblems(
        data,
        'the crawler, which writes prices to the data bucket',
        'leave it out, or set image or environment.DATA_URI',
      )
    : [];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations */
function debugProblems({ debug, readonlyRootFilesystem }: JobSettings): string[] {
  return debug && readonlyRootFilesystem
    ? ['must be false with debug, because ECS Exec writes into the container, got true']
    : [];
}

function sidecarsProblems(job: JobSettings, path: Path): Problem[] {
  const { sidecars, cpuUnits, memoryMiB } = job;
  const names = [job.name, ...sidecars.map(({ name }) => name)];
  const memory = sidecars.reduce((sum, sidecar) => sum + sidecar.memoryMiB, 0);
  const cpu = sidecars.reduce((sum, sidecar) => sum + sidecar.cpuUnits, 0);
  return [
    ...sidecars.flatMap((sidecar, index) => {
      const own: Path = (...keys) => path('sidecars', index, ...keys);
      return [
        ...at(
          own('name'),
          firstOf(
            nameProblems('container', sidecar.name),
            unique(sidecar.name, names.slice(0, index + 1)),
          ),
        ),
        ...at(own('image'), imageReferenceProblems(sidecar.image)),
        ...at(own('cpuUnits'), wholeShareProblems(sidecar.cpuUnits, 0)),
        // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
        ...at(own('memoryMiB'), wholeShareProblems(sidecar.memoryMiB, 6)),
        ...at(own('jobWaitsFor'), conditionProblems(sidecar)),
        ...containerProblems(sidecar, own, []),
      ];
    }),
    ...at(path('sidecars'), [
      ...containerCountProblems(names.length),
      ...(memory <= memoryMiB - 6
        ? []
        : [`must leave memory to the job, got ${memory} of its ${memoryMiB} MiB`]),
      ...(cpu <= cpuUnits ? [] : [`must take at most the job's ${cpuUnits} CPU units, got ${cpu}`]),
    ]),
  ];
}

function wholeShareProblems(share: number, least: number): string[] {
  return Number.isInteger(share) && share >= least
    ? []
    : [`must be a whole number of at least ${least}, got ${share}`];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html */
function conditionProblems(sidecar: SidecarSettings): string[] {
  const { jobWaitsFor, essential } = sidecar;
  if (jobWaitsFor === 'HEALTHY' && !isHealthChecked(sidecar)) {
    return ['must have a healthCommand to be HEALTHY by; write one, or wait for START'];
  }
  return essential && (jobWaitsFor === 'COMPLETE' || jobWaitsFor === 'SUCCESS')
    ? [`must be START or HEALTHY for an essential container, got "${jobWaitsFor}"`]
    : [];
}

function volumesProblems(volumes: readonly VolumeSettings[], path: Path): Problem[] {
  return volumes.flatMap(({ name, mountPath, efs }, index) => {
    const own: Path = (...keys) => path('volumes', index, ...keys);
    const before = volumes.slice(0, index);
    return [
      ...at(
        own('name'),
        firstOf(
          nameProblems('volume', name),
          unique(
            name,
            before.map((volume) => volume.name),
          ),
        ),
      ),
      ...at(
        own('mountPath'),
        firstOf(
          mountPathProblems(mountPath),
          unique(
            mountPath,
            before.map((volume) => volume.mountPath),
          ),
        ),
      ),
      ...at(
        own('efs', 'fileSystemId'),
        efs === undefined ? [] : fileSystemProblems(efs.fileSystemId),
      ),
      ...at(
        own('efs', 'accessPointId'),
        efs?.accessPointId === undefined ? [] : accessPointProblems(efs.accessPointId),
      ),
    ];
  });
}

function unique(value: string, others: readonly string[]): string[] {
  return others.includes(value)
    ? [`must differ from every other one of the task, got "${value}"`]
    : [];
}

function statementsProblems({ statements }: JobSettings, path: Path): Problem[] {
  return statements.flatMap(({ Action, Resource }, index) => [
    ...Action.flatMap((action, place) =>
      at(path('statements', index, 'Action', place), actionProblems(action)),
    ),
    ...Resource.flatMap((resource, place) =>
      at(path('statements', index, 'Resource', place), resourceProblems(resource)),
    ),
  ]);
}
