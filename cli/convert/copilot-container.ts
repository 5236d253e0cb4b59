import { basename, dirname, join } from 'node:path';
import { parseSecret } from '../../stacks/rules/secret';
import { compact, environmentFrom, isolation, type JobDraft, type SidecarDraft } from './draft';
import type { Field } from './field';
import { folderFrom } from './folder';
import { variablesOf } from './variables';
import { commandOf, healthCommand } from './words';

export interface Context {
  readonly workspace: string;
  readonly project: string;
  /** Where the values go in `config.ts`. */
  readonly path: string;
}

/** What the manifest says of the job's own container as it does of a sidecar. */
export function containerFrom(field: Field, context: Context) {
  return {
    entryPoint: commandOf(field.get('entrypoint')),
    command: commandOf(field.get('command')),
    environment: {
      ...envFile(field.get('env_file'), context),
      ...variablesFrom(field.get('variables'), context),
    },
    secrets: secretsFrom(field.get('secrets'), context),
  };
}

export function imageFrom(
  image: Field,
  { workspace, project }: Context,
): Pick<JobDraft, 'image' | 'registryCredentials'> {
  if (!image.exists) return {};
  image.get('port').unsupported('a job takes no connections');
  image.get('depends_on');
  image.get('healthcheck').unsupported('a job is healthy when it ends with 0');
  const registryCredentials = image.get('credentials').text();
  const build = image.get('build');
  if (!build.exists) return compact({ image: image.get('location').text(), registryCredentials });
  if (build.isMap) build.get('cache_from').unsupported('is not handed to the build here');
  const file = (build.isMap ? build.get('dockerfile') : build).text();
  const context = build.isMap ? build.get('context').text() : undefined;
  const dockerfile = file === undefined ? 'Dockerfile' : basename(file);
  const folder = context ?? (file === undefined ? '.' : dirname(file));
  const inFolder = file === undefined || dirname(join(file)) === join(folder);
  return {
    image: compact({
      build: folderFrom(project, join(workspace, folder)),
      // Relative to the folder that is built.
      dockerfile: inFolder
        ? dockerfile === 'Dockerfile'
          ? undefined
          : dockerfile
        : folderFrom(join(workspace, folder), join(workspace, file)).replace(/^\.\//, ''),
      target: build.isMap ? build.get('target').text() : undefined,
      args: build.isMap ? environmentFrom(build.get('args').entries()) : undefined,
    }),
  };
}

function envFile(field: Field, { workspace }: Context): Record<string, string> {
  return field.exists ? variablesOf(field, workspace) : {};
}

/** A value, or the name of what another stack of CloudFormation exports. */
function variablesFrom(variables: Field, { path }: Context): Record<string, string> {
  return environmentFrom(
    variables.entries().flatMap(([name, field]) => {
      if (!field.isMap) return [[name, field] as const];
      field
        .get('from_cfn')
        .missing(
          `${path}.environment.${name}: is what a stack of CloudFormation exports; write its value`,
        );
      return [];
    }),
  );
}

function secretsFrom(secrets: Field, { path }: Context): Record<string, string> {
  return Object.fromEntries(
    secrets.entries().flatMap(([name, field]) => {
      if (!field.isMap) return secretOf(`${path}.secrets`, name, field);
      const inSecretsManager = field.get('secretsmanager');
      if (inSecretsManager.exists) return secretOf(`${path}.secrets`, name, inSecretsManager, true);
      field
        .get('from_cfn')
        .missing(
          `${path}.secrets.${name}: is what a stack of CloudFormation exports; write the ARN or name`,
        );
      return [];
    }),
  );
}

function secretOf(
  path: string,
  name: string,
  field: Field,
  inSecretsManager = false,
): [string, string][] {
  const text = field.text();
  if (text === undefined) return [];
  const service = parseSecret(text)?.service;
  if (inSecretsManager && service !== 'secretsmanager') {
    field.missing(
      `${path}.${name}: is a name in Secrets Manager; write the secret's ARN with its six last characters, got ${text}`,
    );
    return [];
  }
  return [[name, text]];
}

export function sidecarFrom(
  name: string,
  field: Field,
  waits: Field,
  context: Context,
): SidecarDraft {
  field.get('port').unsupported('a job takes no connections');
  for (const [other] of field.get('depends_on').entries()) {
    field
      .get('depends_on')
      .lost(`only the job waits for a sidecar here, and no sidecar for ${other}`);
  }
  const { image, registryCredentials } = field.get('image').isMap
    ? imageFrom(field.get('image'), context)
    : { image: field.get('image').text(), registryCredentials: undefined };
  if (typeof image !== 'string') {
    field
      .get('image')
      .missing('a sidecar takes no image that is built here: push it, and write its reference');
  }
  const condition =
    waits.peek(name) === undefined ? undefined : waits.get(name).text()?.toUpperCase();
  const health = field.get('healthcheck');
  for (const key of ['interval', 'retries', 'timeout', 'start_period']) {
    health.get(key).unsupported('is the same for all containers here');
  }
  return compact({
    name,
    image: typeof image === 'string' ? image : '',
    registryCredentials: field.get('credentialsParameter').text() ?? registryCredentials,
    ...containerFrom(field, context),
    ...isolation({}, field),
    containerDefinition: compact({
      dockerLabels: environmentFrom(field.get('labels').entries()),
    }),
    essential: field.get('essential').flag() ?? true,
    jobWaitsFor: condition as SidecarDraft['jobWaitsFor'],
    healthCommand: healthCommand(health.get('command').texts()),
  });
}
