import { dirname, join } from 'node:path';
import type { UlimitName } from '@aws-sdk/client-ecs';
import { compact, environmentFrom, isolation, type Draft, type JobDraft } from './draft';
import type { Field } from './field';
import { folderFrom } from './folder';
import type { ContainerHatch } from './hatch';
import { awslogsOptions, leavesCloudWatch } from './logging';
import { secondsOf } from './schedule-words';
import { mebibytesOf } from './sizes';
import { variablesOf } from './variables';
import { commandOf, healthCommand } from './words';

/** The container of a service. */
export function containerOf(
  service: Field,
  extra: Field | undefined,
  folder: string,
  draft: Draft,
  volumes: Volume[],
  efs: FileSystems,
) {
  service.get('depends_on');
  extra?.get('depends_on');
  for (const name of [
    'restart',
    'container_name',
    'hostname',
    'networks',
    'expose',
    'tty',
    'stdin_open',
  ]) {
    service.get(name).unsupported('has no meaning for a container of a job');
  }
  service.get('ports').unsupported('a job takes no connections');
  service.get('profiles').unsupported('the service is carried over whatever its profile');
  const logConfiguration = loggingFrom(service.get('logging'), draft);
  for (const mount of service.get('volumes').items()) volumeFrom(mount, volumes, efs);
  const environment = service.get('environment');
  const credentials = extra?.get('repository_credentials').get('credentials_parameter').text();
  const initProcess = service.get('init').flag() ?? extra?.get('init_process_enabled').flag();
  return {
    fields: compact({
      image: imageOf(service, folder),
      registryCredentials: credentials,
      entryPoint: commandOf(service.get('entrypoint')),
      command: commandOf(service.get('command')),
      environment: {
        ...Object.assign({}, ...envFiles(service.get('env_file')).map((file) => variablesOf(file))),
        ...(environment.isList
          ? listedVariables(environment)
          : environmentFrom(environment.entries())),
      } as Record<string, string>,
      secrets: secretsOf(extra?.get('secrets')),
      workingDirectory: service.get('working_dir').text(),
      initProcess: initProcess === true ? true : undefined,
      containerDefinition: compact({ ...hatchFrom(service), logConfiguration }),
      ...isolation(
        {
          user: service.get('user').text(),
          readonlyRootFilesystem: service.get('read_only').flag(),
          dropCapabilities: service.get('cap_drop').texts(),
        },
        service,
      ),
    }),
    cpuUnits: cpuShareOf(service, extra),
    memoryMiB: memoryOf(service, extra),
    architecture: architectureOf(service.get('platform')),
    stopTimeoutSeconds: stopTimeoutOf(service.get('stop_grace_period')),
  };
}

/** What has no field of its own here. */
function hatchFrom(service: Field): ContainerHatch {
  const labels = service.get('labels');
  const ulimits = service
    .get('ulimits')
    .entries()
    .map(([name, limit]) => ({
      name: name as UlimitName,
      softLimit: (limit.isMap ? limit.get('soft') : limit).number(),
      hardLimit: (limit.isMap ? limit.get('hard') : limit).number(),
    }));
  const add = service.get('cap_add').texts() ?? [];
  return compact({
    dockerLabels: labels.isList ? listedVariables(labels) : environmentFrom(labels.entries()),
    ulimits,
    linuxParameters: add.length === 0 ? undefined : { capabilities: { add } },
  });
}

/** Limits of Compose's own third version. */
const limitsOf = (service: Field) => service.get('deploy').get('resources').get('limits');

function cpuShareOf(service: Field, extra: Field | undefined): number | undefined {
  const shares = extra?.get('cpu_shares').number() ?? service.get('cpu_shares').number();
  const [own, ofLimits] = [service.get('cpus'), limitsOf(service).get('cpus')];
  const cpus = own.number() ?? ofLimits.number();
  return shares ?? (cpus === undefined ? undefined : Math.ceil(cpus * 1024));
}

function memoryOf(service: Field, extra: Field | undefined): number | undefined {
  const fields = [
    extra?.get('mem_limit'),
    extra?.get('mem_reservation'),
    service.get('mem_limit'),
    limitsOf(service).get('memory'),
    service.get('mem_reservation'),
  ];
  const given = fields.find((field) => field?.exists === true);
  return given === undefined ? undefined : mebibytesOf(given, 'bytes');
}

function imageOf(service: Field, folder: string): JobDraft['image'] {
  const image = service.get('image');
  const build = service.get('build');
  if (!build.exists) return image.text();
  image.unsupported('the image is built from the folder, and its name is made here');
  const context = (build.isMap ? build.get('context') : build).text() ?? '.';
  for (const key of [
    'cache_from',
    'labels',
    'network',
    'shm_size',
    'platforms',
    'secrets',
    'ssh',
  ]) {
    if (build.isMap) build.get(key).unsupported('is not handed to the build here');
  }
  const args = build.isMap ? build.get('args') : undefined;
  return compact({
    build: folderFrom(folder, join(dirname(service.file), context)),
    dockerfile: build.isMap ? build.get('dockerfile').text() : undefined,
    target: build.isMap ? build.get('target').text() : undefined,
    args: args?.isList === true ? listedVariables(args) : environmentFrom(args?.entries() ?? []),
  });
}

function envFiles(field: Field): Field[] {
  if (!field.exists) return [];
  if (!field.isList) return [field];
  return field.items().map((item) => (item.isMap ? item.get('path') : item));
}

function listedVariables(field: Field): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const item of field.items()) {
    const text = item.text() ?? '';
    const [, name = '', value] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
    if (value === undefined) item.missing('has no value: write it into environment');
    else if (value === '') item.lost('is empty, and ECS drops a variable without a value');
    else variables[name] = value;
  }
  return variables;
}

function secretsOf(field: Field | undefined): Record<string, string> {
  return Object.fromEntries(
    (field?.items() ?? []).map((item) => [
      item.get('name').text() ?? '',
      item.get('value_from').text() ?? '',
    ]),
  );
}

/** What no other field says: another driver. */
function loggingFrom(logging: Field, draft: Draft): ContainerHatch['logConfiguration'] {
  if (!logging.exists) return undefined;
  // Docker's own where none is named.
  const logDriver = logging.get('driver').text() ?? 'json-file';
  const options = logging.get('options');
  if (logDriver === 'awslogs') awslogsOptions(options, draft);
  return leavesCloudWatch(logging, logDriver)
    ? ({
        logDriver,
        options: environmentFrom(options.entries()),
      } as ContainerHatch['logConfiguration'])
    : undefined;
}

export type Volume = NonNullable<JobDraft['volumes']>[number];
/** By the name of the volume. */
export type FileSystems = ReadonlyMap<string, Volume['efs']>;

function volumeFrom(mount: Field, volumes: Volume[], files: FileSystems): void {
  const [name, mountPath, mode] = mount.isMap
    ? [
        mount.get('source').text(),
        mount.get('target').text(),
        mount.get('read_only').flag() === true ? 'ro' : '',
      ]
    : (mount.text() ?? '').split(':');
  if (mount.isMap) mount.get('type');
  if (name === undefined || mountPath === undefined || /^[./~]/.test(name)) {
    mount.lost('Fargate has no folder of a host: put the files into the image, or into EFS');
    return;
  }
  if (volumes.some((volume) => volume.name === name)) {
    if (!volumes.some((volume) => volume.name === name && volume.mountPath === mountPath)) {
      mount.lost('a volume is mounted at one path in all containers here');
    }
    return;
  }
  const efs = files.get(name);
  if (efs === undefined)
    mount.differs('is an empty folder on the task’s own disk, gone with the task');
  volumes.push(compact({ name, mountPath, readOnly: mode === 'ro' ? true : undefined, efs }));
}

function architectureOf(platform: Field): 'ARM64' | 'X86_64' | undefined {
  const text = platform.text();
  if (text === undefined) return undefined;
  if (/arm64|aarch64/.test(text)) return 'ARM64';
  if (!/amd64|x86_64/.test(text)) platform.lost('must be linux/amd64 or linux/arm64');
  return 'X86_64';
}

function stopTimeoutOf(field: Field): number | undefined {
  const text = field.text();
  if (text === undefined) return undefined;
  const seconds = secondsOf(text);
  if (seconds === undefined) field.lost(`must be a duration such as 1m30s, got ${field.written}`);
  return seconds;
}

/** The command alone: how often it is run is the same for all here. */
export function healthOf(compose: Field, params: Field | undefined): string[] | undefined {
  const field = compose.exists ? compose : params;
  if (field?.exists !== true) return undefined;
  const test = field.get('test', 'command');
  for (const name of ['interval', 'timeout', 'retries', 'start_period']) {
    field.get(name).unsupported('is the same for all containers here');
  }
  return healthCommand(test.isList ? test.texts() : ['CMD-SHELL', test.text() ?? '']);
}
