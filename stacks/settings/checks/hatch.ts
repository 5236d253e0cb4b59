import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import type { Problem } from '../../config/config-error';
import { shown } from '../../config/shown';
import { stopTimeoutProblems } from '../../rules/fargate-size';
import {
  addedCapabilityProblems,
  environmentFileProblems,
  healthCheckRanges,
  healthCommandProblems,
  hostPortProblems,
  logDriverProblems,
  notOnFargateProblems,
  pidModeProblems,
  portProblems,
  restartPeriodProblems,
  startTimeoutProblems,
} from '../../rules/fargate-parameters';
import { secretProblems } from '../../rules/secret';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { JobSettings } from '../settings';
import type { ContainerSettings, SidecarSettings } from '../task';
import { at } from './problems';

type Path = (...keys: PropertyKey[]) => PropertyKey[];
type Words = Readonly<Record<string, unknown>>;

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
const ownersInTask: Readonly<Record<string, string>> = {
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

/** What is not theirs to say, whatever the value. */
const fixed: Readonly<Record<string, string>> = {
  essential: "the job's own container always is, so that the task ends with it",
  networkMode: 'Fargate knows awsvpc only, which it is',
  requiresCompatibilities: 'it is FARGATE',
  credentialSpecs: 'the role that starts tasks may not read them',
  s3filesVolumeConfiguration: "Terraform's provider does not know it",
  configuredAtLaunch: 'no schedule says what to attach',
};

/** What the options of its log driver say already: the rights, `logs` and `run` go by them. */
const logOptions = [
  'awslogs-create-group',
  'awslogs-group',
  'awslogs-region',
  'awslogs-stream-prefix',
];

/** What is wrong with what a job and its sidecars say in ECS's own words. */
export function hatchProblems(job: JobSettings, path: Path): Problem[] {
  const own = path('containerDefinition');
  const sidecars = job.sidecars.map((sidecar, index) => ({
    sidecar,
    at: path('sidecars', index, 'containerDefinition'),
  }));
  return [
    ...containerProblems(job, job, own, ownersInJob),
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

/** What a key is not there for: another field says it, or Fargate does not take it. */
function keyProblems(
  words: object,
  path: readonly PropertyKey[],
  of: Parameters<typeof notOnFargateProblems>[0] | undefined,
  owners: Readonly<Record<string, string>>,
): Problem[] {
  return Object.entries(words as Words).flatMap(([key, value]) => {
    const why = owners[key] === undefined ? fixed[key] : undefined;
    const texts = [
      ...(owners[key] === undefined
        ? []
        : [`must be left out, because another field says it; write ${owners[key]}`]),
      ...(why === undefined ? [] : [`must be left out, because ${why}`]),
      ...(of === undefined ? [] : notOnFargateProblems(of, key)),
    ];
    return at(
      [...path, key],
      texts.map((text) => `${text}, got ${shown(value)}`),
    );
  });
}

function optional<T>(value: T | undefined, check: (value: T) => string[]): string[] {
  return value === undefined ? [] : check(value);
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

function logProblems(
  { logConfiguration = {} }: ContainerSettings['containerDefinition'],
  path: readonly PropertyKey[],
): Problem[] {
  const { logDriver = 'awslogs', options = {}, secretOptions = [] } = logConfiguration;
  return [
    ...at([...path, 'logDriver'], logDriverProblems(logDriver)),
    ...(logDriver === 'awslogs' ? logOptions : []).flatMap((name) =>
      at(
        [...path, 'options', name],
        name in options
          ? [`must be left out, because the job has its own log group, got ${shown(options[name])}`]
          : [],
      ),
    ),
    ...secretOptions.flatMap(({ valueFrom = '' }, index) =>
      at([...path, 'secretOptions', index, 'valueFrom'], secretProblems(valueFrom)),
    ),
  ];
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html */
function dependencyProblems(
  sidecar: SidecarSettings,
  job: JobSettings,
  path: readonly PropertyKey[],
): Problem[] {
  return (sidecar.containerDefinition.dependsOn ?? []).flatMap(
    ({ containerName = '', condition }, index) => {
      const others = containerNames(job).filter((name) => name !== sidecar.name);
      const other = job.sidecars.find(({ name }) => name === containerName);
      const isEssential = other?.essential ?? true;
      return [
        ...at(
          [...path, 'dependsOn', index, 'containerName'],
          oneOfProblems('other container', containerName, others),
        ),
        ...at(
          [...path, 'dependsOn', index, 'condition'],
          others.includes(containerName)
            ? conditionProblems(condition, isEssential, other ?? job)
            : [],
        ),
      ];
    },
  );
}

function conditionProblems(
  condition: string | undefined,
  isEssential: boolean,
  container: ContainerSettings,
): string[] {
  if (condition === 'HEALTHY' && !isHealthChecked(container)) {
    return ['must not be HEALTHY for a container without a health check, got "HEALTHY"'];
  }
  return isEssential && (condition === 'COMPLETE' || condition === 'SUCCESS')
    ? [`must be START or HEALTHY for an essential container, got "${condition}"`]
    : [];
}

/** Whether ECS asks a container how it is. */
export function isHealthChecked(container: ContainerSettings): boolean {
  return (
    container.containerDefinition.healthCheck !== undefined ||
    ('healthCommand' in container && container.healthCommand !== undefined)
  );
}

/** Containers that wait for each other never start. */
function ringProblems(job: JobSettings, path: Path): Problem[] {
  const waits = new Map([
    [job.name, job.sidecars.flatMap(({ name, jobWaitsFor }) => (jobWaitsFor ? [name] : []))],
    ...job.sidecars.map(
      ({ name, containerDefinition: { dependsOn = [] } }) =>
        [name, dependsOn.flatMap(({ containerName }) => containerName ?? [])] as const,
    ),
  ] as [string, string[]][]);
  const reached = (from: string): Set<string> => {
    const found = new Set<string>();
    const open = [...(waits.get(from) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      open.push(...(waits.get(name) ?? []));
    }
    return found;
  };
  const ring = job.sidecars.findIndex(
    ({ name, containerDefinition: { dependsOn = [] } }) =>
      dependsOn.length > 0 && reached(name).has(name),
  );
  return ring < 0
    ? []
    : at(path('sidecars', ring, 'containerDefinition', 'dependsOn'), [
        `must not lead back to the container itself, got ${shown(job.sidecars[ring]?.containerDefinition.dependsOn)}`,
      ]);
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html */
function firelensProblems(job: JobSettings, path: Path): Problem[] {
  const containers = [
    { hatch: job.containerDefinition, place: path('containerDefinition') },
    ...job.sidecars.map(({ containerDefinition }, index) => ({
      hatch: containerDefinition,
      place: path('sidecars', index, 'containerDefinition'),
    })),
  ];
  const routers = containers.filter(({ hatch }) => hatch.firelensConfiguration !== undefined);
  const [, second] = routers;
  return [
    ...(second === undefined
      ? []
      : at(
          [...second.place, 'firelensConfiguration'],
          [`must be that of one container of the task, got ${routers.length}`],
        )),
    ...routers.flatMap(({ hatch, place }) =>
      at(
        [...place, 'firelensConfiguration', 'options', 'config-file-type'],
        hatch.firelensConfiguration?.options?.['config-file-type'] === 's3'
          ? [
              'must be "file", because Fargate reads no configuration from S3 (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html), got "s3"',
            ]
          : [],
      ),
    ),
    ...containers.flatMap(({ hatch, place }) =>
      at(
        [...place, 'logConfiguration', 'logDriver'],
        hatch.logConfiguration?.logDriver === 'awsfirelens' && routers.length === 0
          ? ['must have a sidecar with a firelensConfiguration to send to, got "awsfirelens"']
          : [],
      ),
    ),
  ];
}

function taskHatchProblems(job: JobSettings, path: Path): Problem[] {
  const hatch = job.taskDefinition;
  const own: Path = (...keys) => path('taskDefinition', ...keys);
  return [
    ...keyProblems(hatch, own(), 'task', ownersInTask),
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

function containerNames(job: JobSettings): string[] {
  return [job.name, ...job.sidecars.map(({ name }) => name)];
}

function volumeNames({ volumes, taskDefinition }: JobSettings): string[] {
  return taskDefinition.volumes === undefined
    ? volumes.map(({ name }) => name)
    : taskDefinition.volumes.flatMap(({ name }) => name ?? []);
}

function oneOfProblems(what: string, name: string, names: readonly string[]): string[] {
  return names.includes(name)
    ? []
    : [`must name one ${what} of the task, ${names.join(', ') || 'which has none'}, got "${name}"`];
}
