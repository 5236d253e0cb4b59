import { dirname, resolve } from 'node:path';
import { logRetentionProblems } from '../../stacks/rules/log-retention';
import { containerFrom, imageFrom, sidecarFrom, type Context } from './copilot-container';
import { compact, environmentFrom, isolation, jobName, type Draft, type JobDraft } from './draft';
import type { Field } from './field';
import { layOver } from './hatch';
import { scheduleFrom, secondsOf } from './schedule-words';

/**
 * A scheduled job of AWS Copilot.
 * https://aws.github.io/copilot-cli/docs/manifest/scheduled-job/
 *
 * @param project the folder of config.ts
 */
export function convertCopilot(root: Field, project: string, draft: Draft): void {
  root.get('type');
  const named = root.get('name');
  const called = named.text() ?? 'job';
  const name = jobName(called);
  // Paths are relative to the workspace, the folder that has copilot/ in it.
  const workspace = workspaceOf(root.file);
  const context = { workspace, project, path: `jobs.${name}` };
  const fields = overridable(root, context, draft);
  const image = root.get('image');
  const job: JobDraft = compact<JobDraft>({
    name,
    ...fields,
    ...isolation(
      { user: undefined, readonlyRootFilesystem: root.get('storage').get('readonly_fs').flag() },
      image.exists ? image : root,
    ),
    // What Copilot takes where the manifest names none.
    architecture: fields.architecture ?? 'X86_64',
  });
  if (!root.get('on').get('schedule').exists)
    root.missing(`jobs.${name}.schedule: on.schedule says none`);
  if (fields.image === undefined)
    root.missing(`jobs.${name}.image: image has neither build nor location`);
  network(root.get('network'), draft);
  for (const [environment, values] of root.get('environments').entries()) {
    if (values.exists && !values.isMap) values.lost('must be keys with values');
    const over = overridable(
      values,
      { ...context, path: `environments.${environment}.jobs.${name}` },
      draft,
    );
    const { sidecars, volumes, ...single } = over;
    // Lists are replaced whole by those of an environment.
    if (sidecars.length > 0) values.get('sidecars').missing(lists(environment, name, 'sidecars'));
    if (volumes.length > 0)
      values
        .get('storage')
        .get('volumes')
        .missing(lists(environment, name, 'volumes'));
    const readonly = values.get('storage').get('readonly_fs').flag();
    values
      .get('network')
      .unsupported('one network is written for all environments: lay this over it in that one');
    const own = compact({ ...single, readonlyRootFilesystem: readonly });
    if (Object.keys(own).length > 0) {
      draft.environments[environment] = { ...draft.environments[environment], [name]: own };
    }
  }
  draft.jobs.push({ job, called, place: named });
}

function lists(environment: string, job: string, field: string): string {
  return `environments.${environment}.jobs.${job}.${field}: a list there takes the place of the shared one; write it whole`;
}

function workspaceOf(file: string): string {
  const [, workspace] = /^(.*?)\/copilot\/[^/]+\/[^/]+$/.exec(resolve(file)) ?? [];
  return workspace ?? dirname(resolve(file));
}

/** What the manifest and each of its environments may say. */
function overridable(root: Field, context: Context, draft: Draft) {
  const schedule = root.get('on').get('schedule');
  const retries = root.get('retries');
  if (retries.number() !== undefined && retries.number() !== 0) {
    retries.differs(
      'comes 1, 2, 4 … minutes later here, and 10 seconds and then half as long again later there',
    );
  }
  const storage = root.get('storage');
  const ephemeral = storage.get('ephemeral').number();
  const [cpu, memory] = [root.get('cpu').number(), root.get('memory').number()];
  const logging = root.get('logging');
  if (logging.exists) loggingFrom(logging, draft);
  root
    .get('publish')
    .unsupported(
      'no topics are made: make them elsewhere, write sns:Publish on them into statements and their ARNs into environment',
    );
  root.get('count').unsupported('a firing starts one task');
  return {
    ...firingFrom(schedule, context),
    ...imageFrom(root.get('image'), context),
    ...containerFrom(root, context),
    cpuUnits: cpu,
    memoryMiB: memory,
    ephemeralStorageGiB: ephemeral === 20 ? undefined : ephemeral,
    architecture: platformOf(root.get('platform')),
    containerDefinition: compact({
      ...taskOverrides(root.get('taskdef_overrides')),
      dockerLabels: environmentFrom(root.get('image').get('labels').entries()),
    }),
    debug: root.get('exec').flag() === true ? true : undefined,
    retries: retries.number(),
    timeoutSeconds: timeoutOf(root.get('timeout'), retries.number() ?? 0),
    sidecars: root
      .get('sidecars')
      .entries()
      .map(([name, field]) =>
        sidecarFrom(name, field, root.get('image').get('depends_on'), context),
      ),
    volumes: volumesFrom(storage.get('volumes'), root.get('sidecars')),
  };
}

function firingFrom(field: Field, { path }: Context): Pick<JobDraft, 'schedule' | 'enabled'> {
  const text = field.text();
  if (text === undefined) return {};
  if (text === 'none') {
    field.differs('stands for a schedule that is off; the time written here is never reached');
    return { schedule: 'cron(0 0 1 1 ? *)', enabled: false };
  }
  return compact({ schedule: scheduleFrom(field, text, `${path}.schedule`) });
}

function platformOf(field: Field): JobDraft['architecture'] | undefined {
  const text = field.isMap
    ? `${field.get('osfamily').text() ?? 'linux'}/${field.get('architecture').text() ?? 'x86_64'}`
    : field.text();
  if (text === undefined) return undefined;
  if (!text.startsWith('linux')) field.lost(`only Linux runs here, got ${text}`);
  return /arm64/.test(text) ? 'ARM64' : 'X86_64';
}

function timeoutOf(field: Field, retries: number): number | undefined {
  const text = field.text();
  if (text === undefined) return undefined;
  const seconds = secondsOf(text);
  if (seconds === undefined) {
    field.lost(`must be a duration such as 1h30m, got ${field.written}`);
    return undefined;
  }
  if (retries > 0) field.differs('is for each attempt here, and for all of them together there');
  return seconds;
}

function volumesFrom(volumes: Field, sidecars: Field): NonNullable<JobDraft['volumes']> {
  const mounts = sidecars.entries().flatMap(([, sidecar]) => sidecar.get('mount_points').items());
  return volumes.entries().map(([name, field]) => {
    const mountPath = field.get('path').text() ?? '';
    for (const mount of mounts) {
      if (mount.get('source_volume').text() !== name) continue;
      const path = mount.get('path').text();
      const readOnly = mount.get('read_only').flag() ?? true;
      if (readOnly !== (field.get('read_only').flag() ?? true)) {
        mount.differs('all containers mount it alike here');
      }
      if (path !== mountPath)
        mount.lost(`a volume is mounted at one path in all containers here: ${mountPath}`);
    }
    const efs = field.get('efs');
    return compact({
      name,
      mountPath,
      readOnly: field.get('read_only').flag() === false ? undefined : true,
      efs: efsOf(efs),
    });
  });
}

function efsOf(efs: Field): { fileSystemId: string; accessPointId?: string } | undefined {
  if (!efs.exists || (!efs.isMap && efs.flag() === false)) return undefined;
  const fileSystemId = efs.isMap ? efs.get('id').text() : undefined;
  if (fileSystemId === undefined) {
    efs.missing(
      'is a file system that Copilot made: write its ID into efs.fileSystemId, or it is an empty folder here',
    );
    efs.pass();
    return undefined;
  }
  const root = efs.get('root_dir');
  if (root.exists && root.text() !== '/')
    root.lost('the root is mounted: name an access point instead');
  efs.get('auth').get('iam');
  return compact({ fileSystemId, accessPointId: efs.get('auth').get('access_point_id').text() });
}

function loggingFrom(logging: Field, draft: Draft): void {
  const days = logging.get('retention').number();
  if (days !== undefined && logRetentionProblems(days).length === 0) {
    draft.setProject('logs', { retentionDays: days }, logging.get('retention'));
  }
  for (const key of [
    'image',
    'destination',
    'enableMetadata',
    'secretOptions',
    'configFilePath',
    'env_file',
  ]) {
    logging
      .get(key)
      .unsupported('lines go to CloudWatch Logs, by awslogs, and not through FireLens');
  }
}

function network(field: Field, draft: Draft): void {
  field.get('connect').unsupported('a job takes no connections');
  const vpc = field.get('vpc');
  if (!vpc.exists) return;
  const placement = vpc.get('placement');
  const groups = vpc.get('security_groups');
  const subnets = placement.isMap ? placement.get('subnets') : undefined;
  if (groups.exists) {
    groups.lost(
      'need network.mode "existing" with the VPC of the environment: copilot env show --resources names it',
    );
  }
  if (subnets?.exists === true) {
    placement.missing('network: write mode "existing" with vpcId and these subnets');
    placement.pass();
    return;
  }
  const text = placement.isMap ? undefined : placement.text();
  if (text === 'private') {
    placement.differs(
      'a VPC is made, with a NAT gateway; to stay in that of Copilot, write network.mode "existing"',
    );
    draft.setProject('network', { mode: 'private' }, placement);
  }
}

function taskOverrides(overrides: Field): JobDraft['containerDefinition'] {
  const hatch: Record<string, unknown> = {};
  for (const rule of overrides.items()) {
    const path = rule.get('path').text() ?? '';
    if (!layOver(hatch, path, rule.get('value'))) {
      rule.lost(
        `lays ${rule.get('value').written} over ${path}: write it in ECS’s words into containerDefinition or taskDefinition`,
      );
    }
  }
  return hatch;
}
