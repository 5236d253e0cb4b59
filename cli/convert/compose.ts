import { basename, dirname, resolve } from 'node:path';
import { containerOf, healthOf, type FileSystems, type Volume } from './compose-service';
import { compact, jobName, type Draft, type JobDraft, type SidecarDraft } from './draft';
import type { Field } from './field';
import type { Dependency } from './hatch';
import { networkFrom } from './network';
import { cpuUnitsOf, mebibytesOf, sizeFrom } from './sizes';

/**
 * A project of the ECS CLI or of Compose: all services are containers of one task.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cmd-ecs-cli-compose-parameters.html
 *
 * @param params `ecs-params.yml`
 * @param folder of the project that the job becomes part of
 */
export function convertCompose(
  root: Field,
  params: Field | undefined,
  folder: string,
  draft: Draft,
): void {
  // Extensions hold what anchors name; a version says nothing any more.
  root.get('version');
  for (const [key, field] of root.entries()) {
    if (key.startsWith('x-')) field.pass();
    else if (!['version', 'services', 'volumes', 'name'].includes(key)) {
      field.lost('has no place in config.ts');
    }
  }
  const services = root.get('services').entries();
  if (services.length === 0) root.get('services').refuse('services must hold at least one');
  const definition = params?.get('task_definition');
  const extras = definition?.get('services');
  const waitedFor = new Set(
    services.flatMap(([name, service]) =>
      dependenciesOf(service, extras?.peek(name)).map(([other]) => other),
    ),
  );
  const own = services.find(([name]) => !waitedFor.has(name)) ?? services[0];
  if (own === undefined) return;
  const [name, service] = own;
  if (services.length > 1) {
    service.differs('is taken for the job, and ends the task; the other services are its sidecars');
  }
  const volumes: Volume[] = [];
  const task = taskOf(definition, draft);
  const efs = fileSystemsOf(definition?.get('efs_volumes'));
  const container = (at: string, field: Field) =>
    containerOf(field, extras?.get(at), folder, draft, volumes, efs);
  const main = container(name, service);
  const waits = new Map(dependenciesOf(service, extras?.peek(name)));
  for (const health of [service.get('healthcheck'), extras?.get(name).get('healthcheck')]) {
    health?.unsupported('a job is healthy when it ends with 0');
  }
  const sidecars = services
    .filter(([each]) => each !== name)
    .map(([each, field]) =>
      sidecarOf(each, field, container(each, field), waits.get(each), extras?.get(each)),
    );
  const job = {
    name: jobName(name),
    ...main.fields,
    ...(definition?.get('task_size').exists === true
      ? task
      : { ...task, ...sizeFrom([main, ...sidecars], service) }),
    architecture: main.architecture ?? 'X86_64',
    stopTimeoutSeconds: main.stopTimeoutSeconds,
    sidecars,
    volumes,
  } satisfies JobDraft;
  draft.tasks.push({
    place: service,
    called: name,
    names: [name, root.get('name').text() ?? basename(dirname(resolve(root.file)))],
    container: name,
    job: compact(job),
  });
  for (const [volume, field] of root.get('volumes').entries()) {
    if (!volumes.some((each) => each.name === volume)) field.lost('no service mounts it');
  }
  params?.get('version');
  if (params !== undefined) convertRunParams(params.get('run_params'), draft);
}

/** The services that one waits for, and until when. */
function dependenciesOf(service: Field, extra?: Field): [string, string][] {
  const named = service.peek('depends_on');
  const ours: [string, string][] =
    named?.isList === true
      ? named.items().map((item) => [item.text() ?? '', 'START'])
      : (named?.entries() ?? []).map(([other, field]) => [
          other,
          conditions[field.get('condition').text() ?? ''] ?? 'START',
        ]);
  const theirs = (extra?.peek('depends_on')?.items() ?? []).map((item): [string, string] => [
    item.get('container_name').text() ?? '',
    item.get('condition').text() ?? 'START',
  ]);
  return [...ours, ...theirs];
}

const conditions: Readonly<Record<string, string>> = {
  service_started: 'START',
  service_healthy: 'HEALTHY',
  service_completed_successfully: 'SUCCESS',
};

function taskOf(definition: Field | undefined, draft: Draft) {
  if (definition === undefined) return {};
  const roles = 'each job gets roles of its own; write what it may do into statements';
  definition.get('task_role_arn').unsupported(roles);
  definition.get('task_execution_role').unsupported(roles);
  // Nothing else is known to Fargate.
  definition.get('ecs_network_mode');
  const size = definition.get('task_size');
  const storage = definition
    .get('ephemeral_storage', 'task_ephemeral_storage')
    .get('size_in_gib', 'size');
  const region = definition.get('region').text();
  if (region !== undefined) draft.setProject('region', region, definition);
  return {
    cpuUnits: size.get('cpu_limit').exists ? cpuUnitsOf(size.get('cpu_limit')) : undefined,
    memoryMiB: size.get('mem_limit').exists ? mebibytesOf(size.get('mem_limit')) : undefined,
    ephemeralStorageGiB: storage.number(),
  };
}

function fileSystemsOf(list: Field | undefined): FileSystems {
  const volumes = (list?.items() ?? []).map((volume) => {
    // Both are on here, whatever is written.
    volume.get('transit_encryption');
    volume.get('iam');
    const root = volume.get('root_directory');
    if (root.exists && root.text() !== '/')
      root.lost('the root is mounted: name an access point instead');
    const efs = {
      fileSystemId: volume.get('filesystem_id').text() ?? '',
      accessPointId: volume.get('access_point').text(),
    };
    return [volume.get('name').text() ?? '', compact(efs)] as const;
  });
  return new Map(volumes);
}

function sidecarOf(
  name: string,
  service: Field,
  container: ReturnType<typeof containerOf>,
  condition: string | undefined,
  extra: Field | undefined,
): SidecarDraft {
  const { image, ...fields } = container.fields;
  if (typeof image !== 'string') {
    service.missing(
      'a sidecar takes no image that is built here: push it, and write its reference',
    );
  }
  return compact({
    name,
    image: typeof image === 'string' ? image : '',
    ...fields,
    containerDefinition: compact({
      ...fields.containerDefinition,
      dependsOn: dependenciesOf(service, extra).map(([containerName, on]) => ({
        containerName,
        condition: on as Dependency['condition'],
      })),
    }),
    cpuUnits: container.cpuUnits,
    memoryMiB: container.memoryMiB,
    essential: extra?.get('essential').flag() ?? condition === undefined,
    jobWaitsFor: condition as SidecarDraft['jobWaitsFor'],
    healthCommand: healthOf(service.get('healthcheck'), extra?.get('healthcheck')),
  });
}

function convertRunParams(params: Field, draft: Draft): void {
  const network = params.get('network_configuration').get('awsvpc_configuration');
  if (network.exists) {
    networkFrom(
      {
        subnets: network.get('subnets'),
        groups: network.get('security_groups'),
        publicIp: network.get('assign_public_ip'),
      },
      network,
      draft,
    );
  }
}
