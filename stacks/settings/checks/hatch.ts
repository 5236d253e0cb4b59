import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import { stopTimeoutProblems } from '../../rules/fargate-size';
import {
  addedCapabilityProblems,
  endlessProblems,
  environmentFileProblems,
  healthCheckRanges,
  healthCommandProblems,
  hostPortProblems,
  portProblems,
  restartPeriodProblems,
  startTimeoutProblems,
  systemControlProblems,
  ulimitProblems,
} from '../../rules/fargate-parameters';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { JobSettings } from '../settings';
import type { ContainerSettings } from '../task';
import { firelensProblems, logProblems } from './container-logs';
import { dependencyProblems, ringProblems } from './dependencies';
import { containerNames, keyProblems, oneOfProblems, volumeNames } from './hatch-words';
import { at, optional, type Path } from './problems';
import { taskHatchProblems } from './task-hatch';

/** The fields that say what a hatch may not say as well: one place for each value. */
const ownersInContainer: Readonly<Record<string, string>> = {
  command: 'command',
  cpu: 'cpuUnits',
  entryPoint: 'entryPoint',
  environment: 'environment',
  image: 'image',
  memory: 'memoryMiB',
  name: 'name',
  readonlyRootFilesystem: 'readonlyRootFilesystem',
  repositoryCredentials: 'registryCredentials',
  secrets: 'secrets',
  user: 'user',
  workingDirectory: 'workingDirectory',
};
const ownersInJob: Readonly<Record<string, string>> = {
  ...ownersInContainer,
  dependsOn: 'jobWaitsFor of the sidecar',
  stopTimeout: 'stopTimeoutSeconds',
};
const ownersInSidecar: Readonly<Record<string, string>> = {
  ...ownersInContainer,
  essential: 'essential',
};

/** What is wrong with what a job and its sidecars say in ECS's own words. */
export function hatchProblems(job: JobSettings, path: Path): Problem[] {
  const own = path('containerDefinition');
  const sidecars = job.sidecars.map((sidecar, index) => ({
    sidecar,
    at: path('sidecars', index, 'containerDefinition'),
  }));
  return [
    ...containerProblems(job, job, own, ownersInJob),
    ...at(
      [...own, 'restartPolicy', 'ignoredExitCodes'],
      optional(job.containerDefinition.restartPolicy, ({ enabled, ignoredExitCodes }) =>
        endlessProblems(enabled ?? false, ignoredExitCodes ?? []),
      ),
    ),
    ...sidecars.flatMap(({ sidecar, at: place }) => [
      ...containerProblems(sidecar, job, place, ownersInSidecar),
      ...dependencyProblems(sidecar, job, place),
    ]),
    ...ringProblems(job, path),
    ...firelensProblems(job, path),
    ...taskHatchProblems(job, path),
  ];
}

function containerProblems(
  container: ContainerSettings,
  job: JobSettings,
  path: readonly PropertyKey[],
  owners: Readonly<Record<string, string>>,
): Problem[] {
  const hatch = container.containerDefinition;
  const { linuxParameters = {}, healthCheck } = hatch;
  const own: Path = (...keys) => [...path, ...keys];
  const each = <T>(
    key: keyof ContainerDefinition,
    list: readonly T[] | undefined,
    check: (item: T) => Problem[],
  ): Problem[] =>
    (list ?? []).flatMap((item, index) =>
      check(item).map(({ path: rest, text }) => ({ path: own(key, index, ...rest), text })),
    );
  return [
    ...keyProblems(hatch, path, 'container', owners),
    ...keyProblems(linuxParameters, own('linuxParameters'), 'linuxParameters', {
      initProcessEnabled: 'initProcess',
    }),
    ...keyProblems(
      linuxParameters.capabilities ?? {},
      own('linuxParameters', 'capabilities'),
      undefined,
      { drop: 'dropCapabilities' },
    ),
    ...(linuxParameters.capabilities?.add ?? []).flatMap((name, index) =>
      at(own('linuxParameters', 'capabilities', 'add', index), addedCapabilityProblems(name)),
    ),
    ...each('portMappings', hatch.portMappings, ({ containerPort, hostPort }) => [
      ...at(['containerPort'], containerPort === undefined ? [] : portProblems(containerPort)),
      ...at(['hostPort'], hostPort === undefined ? [] : hostPortProblems(containerPort, hostPort)),
    ]),
    ...each('systemControls', hatch.systemControls, ({ namespace = '' }) =>
      at(['namespace'], systemControlProblems(namespace)),
    ),
    ...each('ulimits', hatch.ulimits, ({ softLimit = 0, hardLimit = 0 }) =>
      at(['softLimit'], ulimitProblems(softLimit, hardLimit)),
    ),
    ...each('mountPoints', hatch.mountPoints, ({ sourceVolume = '' }) =>
      at(['sourceVolume'], oneOfProblems('volume', sourceVolume, volumeNames(job))),
    ),
    ...each('volumesFrom', hatch.volumesFrom, ({ sourceContainer = '' }) =>
      at(['sourceContainer'], oneOfProblems('container', sourceContainer, containerNames(job))),
    ),
    ...each('environmentFiles', hatch.environmentFiles, ({ value = '' }) =>
      at(['value'], environmentFileProblems(value)),
    ),
    ...at(own('startTimeout'), optional(hatch.startTimeout, startTimeoutProblems)),
    ...at(own('stopTimeout'), optional(hatch.stopTimeout, stopTimeoutProblems)),
    ...at(
      own('memoryReservation'),
      optional(hatch.memoryReservation, (value) =>
        wholeNumberProblems(value, 6, memoryOf(container, job), 'MiB'),
      ),
    ),
    ...at(
      own('restartPolicy', 'restartAttemptPeriod'),
      optional(hatch.restartPolicy?.restartAttemptPeriod, restartPeriodProblems),
    ),
    ...(healthCheck === undefined ? [] : healthCheckProblems(container, own('healthCheck'))),
    ...logProblems(hatch, own('logConfiguration')),
  ];
}

function memoryOf(container: ContainerSettings, job: JobSettings): number {
  if ('memoryMiB' in container && container !== job) return Number(container.memoryMiB);
  return job.memoryMiB - job.sidecars.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
}

function healthCheckProblems(
  container: ContainerSettings,
  path: readonly PropertyKey[],
): Problem[] {
  const { healthCheck = {} } = container.containerDefinition;
  const { command } = healthCheck;
  const hasCommand =
    command !== undefined ||
    ('healthCommand' in container && container.healthCommand !== undefined);
  return [
    ...at([...path, 'command'], optional(command, healthCommandProblems)),
    ...at(path, hasCommand ? [] : [`must have a command, got ${shown(healthCheck)}`]),
    ...(['interval', 'timeout', 'retries', 'startPeriod'] as const).flatMap((key) => {
      const [least, most] = healthCheckRanges[key];
      const unit = key === 'retries' ? 'attempts' : 'seconds';
      return at(
        [...path, key],
        optional(healthCheck[key], (value) => wholeNumberProblems(value, least, most, unit)),
      );
    }),
  ];
}
