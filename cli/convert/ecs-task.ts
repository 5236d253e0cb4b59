import { cpuUnitsOf, mebibytesOf, sizeFrom } from './sizes';
import {
  compact,
  environmentFrom,
  isolation,
  jobName,
  type Draft,
  type JobDraft,
  type SidecarDraft,
  type TaskDraft,
} from './draft';
import type { Field } from './field';
import { at, containerHatch, type Dependency } from './hatch';
import { awslogsOptions } from './logging';
import { healthCommand } from './words';

/**
 * A task definition, as `aws ecs register-task-definition` or CloudFormation takes it.
 *
 * @param names what others may call it, beside its family
 */
export function convertTaskDefinition(
  definition: Field,
  names: readonly string[],
  draft: Draft,
): TaskDraft {
  const family = at(definition, 'family').text();
  const containers = at(definition, 'containerDefinitions').items();
  if (containers.length === 0) definition.refuse('the task definition has no container');
  const main =
    containers.find((container) => at(container, 'essential').flag() !== false) ?? containers[0];
  if (main === undefined) definition.refuse('the task definition has no container');
  const ownName = at(main, 'name').text() ?? 'main';
  if (containers.length > 1) {
    main.differs('is taken for the job, and ends the task; the other containers are its sidecars');
  }
  const [taskCpu, taskMemory] = [at(definition, 'cpu'), at(definition, 'memory')];
  const waits = new Map(
    dependenciesOf(main).map((each) => [each.containerName, each.condition] as const),
  );
  const own = container(main, draft);
  at(main, 'healthCheck').unsupported('a job is healthy when it ends with 0');
  const roles = 'each job gets a role of its own';
  const taskRole = at(definition, 'taskRoleArn');
  if (taskRole.exists) {
    taskRole.differs(`${roles}: what this one may do has to stand in statements`);
  }
  at(definition, 'executionRoleArn').unsupported(roles);
  // The one mode of Fargate, and what AWS itself adds when it is asked.
  for (const key of ['networkMode', 'requiresCompatibilities', 'taskDefinitionArn', 'revision']) {
    at(definition, key);
  }
  for (const key of [
    'status',
    'requiresAttributes',
    'compatibilities',
    'registeredAt',
    'registeredBy',
  ]) {
    at(definition, key);
  }
  const platform = at(definition, 'runtimePlatform');
  const family0 = at(platform, 'operatingSystemFamily');
  if (family0.exists && family0.text() !== 'LINUX') family0.lost('only Linux runs here');
  const sidecars = containers
    .filter((each) => each !== main)
    .map((each) => sidecar(each, waits, draft));
  const called = family ?? names[0] ?? ownName;
  const job = compact<JobDraft>({
    name: jobName(called),
    ...own.fields,
    ...(taskCpu.exists || taskMemory.exists
      ? {
          cpuUnits: taskCpu.exists ? cpuUnitsOf(taskCpu) : undefined,
          memoryMiB: taskMemory.exists ? mebibytesOf(taskMemory) : undefined,
        }
      : sizeFrom([own, ...sidecars], main)),
    ephemeralStorageGiB: at(at(definition, 'ephemeralStorage'), 'sizeInGiB').number(),
    architecture: at(platform, 'cpuArchitecture').text() === 'ARM64' ? 'ARM64' : 'X86_64',
    stopTimeoutSeconds: own.stopTimeoutSeconds,
    sidecars,
    volumes: volumesOf(definition, containers),
    tags: tagsOf(at(definition, 'tags')),
  });
  return {
    place: definition,
    called,
    names: [...(family === undefined ? [] : [family]), ...names],
    container: ownName,
    job,
  };
}

function container(field: Field, draft: Draft) {
  at(field, 'essential');
  at(field, 'portMappings').unsupported('a job takes no connections');
  const log = at(field, 'logConfiguration');
  if (at(log, 'logDriver').text() === 'awslogs') awslogsOptions(at(log, 'options'), draft);
  const memory = [at(field, 'memory'), at(field, 'memoryReservation')].find((each) => each.exists);
  const linux = at(field, 'linuxParameters');
  const bothMemories = at(field, 'memory').exists;
  return {
    fields: compact({
      image: at(field, 'image').text(),
      registryCredentials: at(at(field, 'repositoryCredentials'), 'credentialsParameter').text(),
      entryPoint: at(field, 'entryPoint').texts(),
      command: at(field, 'command').texts(),
      environment: environmentFrom(pairs(at(field, 'environment'), 'value')),
      secrets: environmentFrom(pairs(at(field, 'secrets'), 'valueFrom')),
      workingDirectory: at(field, 'workingDirectory').text(),
      initProcess: at(linux, 'initProcessEnabled').flag() === true ? true : undefined,
      containerDefinition: containerHatch(field, bothMemories),
      ...isolation(
        {
          user: at(field, 'user').text(),
          readonlyRootFilesystem: at(field, 'readonlyRootFilesystem').flag(),
          dropCapabilities: at(at(linux, 'capabilities'), 'drop').texts(),
        },
        field,
      ),
    }),
    cpuUnits: at(field, 'cpu').number(),
    memoryMiB: memory === undefined ? undefined : memory.number(),
    stopTimeoutSeconds: at(field, 'stopTimeout').number(),
  };
}

function dependenciesOf(container: Field): Dependency[] {
  return at(container, 'dependsOn')
    .items()
    .map((item) => ({
      containerName: at(item, 'containerName').text() ?? '',
      condition: at(item, 'condition').text() as Dependency['condition'],
    }));
}

/** `[{ name, value }]`, as ECS writes what has names. */
function pairs(list: Field, value: 'value' | 'valueFrom'): [string, Field][] {
  return list.items().map((item) => [at(item, 'name').text() ?? '', at(item, value)]);
}

function sidecar(
  field: Field,
  waits: ReadonlyMap<string | undefined, Dependency['condition']>,
  draft: Draft,
): SidecarDraft {
  const { fields, cpuUnits, memoryMiB } = container(field, draft);
  const dependsOn = dependenciesOf(field);
  const name = at(field, 'name').text() ?? '';
  const health = at(field, 'healthCheck');
  const test = at(health, 'command').texts();
  for (const key of ['interval', 'timeout', 'retries', 'startPeriod']) {
    at(health, key).unsupported('is the same for all containers here');
  }
  return compact({
    name,
    ...fields,
    containerDefinition: compact({ ...fields.containerDefinition, dependsOn }),
    image: fields.image ?? '',
    cpuUnits,
    memoryMiB,
    essential: at(field, 'essential').flag() ?? true,
    jobWaitsFor: waits.get(name),
    healthCommand: healthCommand(test),
  });
}

function volumesOf(
  definition: Field,
  containers: readonly Field[],
): NonNullable<JobDraft['volumes']> {
  const mounts = containers.flatMap((each) => at(each, 'mountPoints').items());
  return at(definition, 'volumes')
    .items()
    .flatMap((volume) => {
      const name = at(volume, 'name').text() ?? '';
      const own = mounts.filter((mount) => at(mount, 'sourceVolume').text() === name);
      const [first, ...others] = own;
      if (first === undefined) {
        volume.lost('no container mounts it');
        return [];
      }
      const mountPath = at(first, 'containerPath').text() ?? '';
      for (const mount of others) {
        if (at(mount, 'containerPath').text() !== mountPath) {
          mount.lost(`a volume is mounted at one path in all containers here: ${mountPath}`);
        }
      }
      const readOnly = own.map((mount) => at(mount, 'readOnly').flag() ?? false);
      if (new Set(readOnly).size > 1) {
        first.differs('all containers mount it alike here, and may write to it');
      }
      const efs = at(volume, 'efsVolumeConfiguration');
      at(volume, 'host').unsupported('Fargate has no folder of a host');
      return [
        compact({
          name,
          mountPath,
          readOnly: readOnly.every(Boolean) ? true : undefined,
          efs: efs.exists ? efsOf(efs) : undefined,
        }),
      ];
    });
}

function efsOf(efs: Field) {
  const authorization = at(efs, 'authorizationConfig');
  // Both are on here, whatever is written.
  at(efs, 'transitEncryption');
  at(authorization, 'iam');
  authorization.get('IAM');
  const root = at(efs, 'rootDirectory');
  if (root.exists && root.text() !== '/')
    root.lost('the root is mounted: name an access point instead');
  return compact({
    fileSystemId: efs.get('fileSystemId', 'FilesystemId', 'FileSystemId').text() ?? '',
    accessPointId: at(authorization, 'accessPointId').text(),
  });
}

/** `[{ key, value }]` or a map. */
function tagsOf(tags: Field): Record<string, string> | undefined {
  if (!tags.exists) return undefined;
  if (tags.isMap) return environmentFrom(tags.entries());
  return environmentFrom(
    tags.items().map((item) => [at(item, 'key').text() ?? '', at(item, 'value')]),
  );
}
