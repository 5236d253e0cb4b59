import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListOpenIDConnectProvidersCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { runProgram } from '../../local/program';
import { localEnvironment } from '../../local/terraform';
import { configOf, synthesize } from '../synthesis';
import { LocalWorld } from './local-world';
import { SharedProvider } from './provider/shared-provider';
import { localClient } from './world';

jest.setTimeout(900_000);

interface Policy {
  readonly Statement: readonly {
    readonly Sid?: string;
    readonly Effect: string;
    readonly Action: string | readonly string[];
    readonly Resource?: string | readonly string[];
    readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-oidc-'));
const variables = {
  project: 'acme',
  environment: 'dev',
  repository: 'acme/cron',
  state_bucket: 'acme-state',
};
let world: LocalWorld;
let env: NodeJS.ProcessEnv;
let iam: IAMClient;
/** Of each role of the workflows, once it has been used. */
const inRoles = new Map<string, { provider: SharedProvider; env: NodeJS.ProcessEnv }>();

type Variables = Readonly<Record<string, string>>;

function terraform(verb: string, overrides: Variables, ...options: readonly string[]) {
  const given = Object.entries({ ...variables, ...overrides });
  const args = given.map(([name, value]) => `-var=${name}=${value}`);
  return runProgram(
    String(env['TERRAFORM_BINARY_NAME']),
    [verb, '-input=false', '-no-color', ...options, ...args],
    {
      cwd: folder,
      env,
    },
  );
}

function apply(overrides: Variables = {}) {
  return terraform('apply', overrides, '-auto-approve');
}

beforeAll(async () => {
  cpSync(join(__dirname, '..', '..', 'docs', 'examples', 'github-oidc'), folder, {
    recursive: true,
  });
  world = await LocalWorld.start(folder);
  ({ env } = world);
  iam = new IAMClient(localClient(world.endpoint));
  const options = { cwd: folder, env };
  await runProgram(
    String(env['TERRAFORM_BINARY_NAME']),
    ['init', '-input=false', '-no-color'],
    options,
  );
  const { exitCode, output } = await apply();
  if (exitCode !== 0) throw new Error(output);
});

afterAll(async () => {
  for (const { provider } of inRoles.values()) await provider.stop();
  await world.stop();
  rmSync(folder, { recursive: true });
});

async function trusted(role: string): Promise<unknown> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: `acme-dev-github-${role}` }));
  const policy = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')) as Policy;
  return policy.Statement[0]?.Condition?.['StringEquals'];
}

async function statements(role: string, name: string): Promise<Policy['Statement']> {
  const { PolicyDocument = '' } = await iam.send(
    new GetRolePolicyCommand({ RoleName: `acme-dev-github-${role}`, PolicyName: name }),
  );
  return (JSON.parse(decodeURIComponent(PolicyDocument)) as Policy).Statement;
}

test('each role is for this repository, and for one purpose in it', async () => {
  const host = 'token.actions.githubusercontent.com';
  await expect(trusted('plan')).resolves.toEqual({
    [`${host}:aud`]: 'sts.amazonaws.com',
    [`${host}:sub`]: ['repo:acme/cron:pull_request', 'repo:acme/cron:ref:refs/heads/main'],
  });
  await expect(trusted('apply')).resolves.toEqual({
    [`${host}:aud`]: 'sts.amazonaws.com',
    [`${host}:sub`]: 'repo:acme/cron:environment:dev',
  });
});

test('a second environment of an account trusts the issuer that the first one made', async () => {
  const issuer = 'oidc-provider/token.actions.githubusercontent.com';
  const made = await iam.send(new ListOpenIDConnectProvidersCommand());
  expect(made.OpenIDConnectProviderList).toMatchObject([
    { Arn: `arn:aws:iam::123456789012:${issuer}` },
  ]);
  const second = { environment: 'prod', issuer_exists: 'true' };
  const { exitCode, output } = await terraform('plan', second, '-state=second.tfstate');
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).not.toContain('aws_iam_openid_connect_provider');
  expect(output).toContain(issuer);
});

test('without a repository nothing is made, and the policies of the roles are printed', async () => {
  const state = '-state=deployer.tfstate';
  const { exitCode, output } = await terraform('apply', { repository: '' }, '-auto-approve', state);
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  expect(output).toContain('0 added, 0 changed, 0 destroyed');
  for (const name of ['read', 'write']) {
    const printed = await runProgram(
      String(env['TERRAFORM_BINARY_NAME']),
      ['output', '-raw', state, `${name}_policy`],
      { cwd: folder, env },
    );
    const { Statement } = JSON.parse(printed.output) as Policy;
    expect(Statement).toEqual(await statements('apply', name));
  }
});

test('a repository with a wildcard, which would let others in, is refused', async () => {
  const { exitCode, output } = await apply({ repository: 'acme/*' });
  expect(exitCode).toBe(1);
  expect(output).toContain('repository must be <owner>/<name>, got "acme/*".');
});

test('the plan role only describes, and reads no object but the state', async () => {
  const all = await statements('plan', 'read');
  const objects = all.filter(({ Action }) => [Action].flat().includes('s3:GetObject'));
  expect(objects).toMatchObject([{ Resource: 'arn:aws:s3:::acme-state/acme/dev/*' }]);
  const images = all.filter(({ Action }) => [Action].flat().includes('ecr:BatchGetImage'));
  expect(images).toMatchObject([
    { Resource: 'arn:aws:ecr:us-east-1:123456789012:repository/acme-dev-*' },
  ]);
  for (const action of all.flatMap(({ Action }) => [Action].flat())) {
    if (action === 'ecr:BatchGetImage') continue;
    expect(action).toMatch(/^[\w-]+:(Describe|Get|List|Validate|View)/);
    expect(action).not.toMatch(/GetObject\*|GetSecretValue|GetParameter|GetLogEvents/);
  }
});

test('the apply role cannot change the roles of the workflows', async () => {
  const all = await statements('apply', 'write');
  expect(all.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
    {
      Action: 'iam:*',
      Resource: ['plan', 'apply'].map(
        (name) => `arn:aws:iam::123456789012:role/acme-dev-github-${name}`,
      ),
    },
  ]);
});

/** The environment in which Terraform, and the provider that is started once for it, have a role's rights. */
async function environmentOf(role: string): Promise<NodeJS.ProcessEnv> {
  const known = inRoles.get(role);
  if (known !== undefined) return known.env;
  const sts = new STSClient(localClient(world.endpoint));
  const { Credentials } = await sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: `arn:aws:iam::123456789012:role/acme-dev-github-${role}`,
      RoleSessionName: 'test',
      WebIdentityToken: 'token',
    }),
  );
  const keys = {
    ...localEnvironment(folder, world.endpoint),
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
    AWS_SESSION_TOKEN: Credentials?.SessionToken,
  };
  const provider = await SharedProvider.start(keys);
  const inRole = { provider, env: provider.addTo(keys) };
  inRoles.set(role, inRole);
  return inRole.env;
}

/** Terraform in a stack of a project, with the rights of a role and no others. */
async function terraformAs(role: string, stack: string, verb: string, ...options: string[]) {
  return runProgram(String(env['TERRAFORM_BINARY_NAME']), [verb, '-no-color', ...options], {
    cwd: join(folder, stack),
    env: await environmentOf(role),
  });
}

function writeStacks(folderName: string, project: string): void {
  const stacks = synthesize(
    configOf(
      {},
      {
        project,
        network: { mode: 'public', flowLogs: {} },
        environments: {
          dev: { accountId: '123456789012', state: { backend: 'local' }, protectData: false },
        },
      },
    ),
    'dev',
  );
  for (const stack of ['network', 'image'] as const) {
    mkdirSync(join(folder, folderName, stack), { recursive: true });
    const { terraform: settings, ...json } = stacks[stack];
    const { required_providers } = settings;
    writeFileSync(
      join(folder, folderName, stack, 'main.tf.json'),
      JSON.stringify({ ...json, terraform: { required_providers } }),
    );
  }
}

test.each(['network', 'image'])(
  'as the apply role Terraform makes and destroys the stack %s, as the plan role it only reads',
  async (name) => {
    writeStacks('acme', 'acme');
    const stack = join('acme', name);
    await terraformAs('apply', stack, 'init', '-input=false');
    const refused = await terraformAs('plan', stack, 'apply', '-auto-approve');
    expect(refused.output).toMatch(/is not authorized to perform: \w+:Create/);
    expect(refused.exitCode).toBe(1);

    const applied = await terraformAs('apply', stack, 'apply', '-auto-approve');
    expect(applied).toMatchObject({ exitCode: 0 });
    const planned = await terraformAs('plan', stack, 'plan', '-detailed-exitcode');
    expect(planned).toMatchObject({ exitCode: 0 });
    const destroyed = await terraformAs('apply', stack, 'destroy', '-auto-approve');
    expect(destroyed).toMatchObject({ exitCode: 0 });
  },
);

test('as the apply role Terraform makes nothing of another project', async () => {
  writeStacks('rival', 'rival');
  await terraformAs('apply', join('rival', 'image'), 'init', '-input=false');
  const refused = await terraformAs('apply', join('rival', 'image'), 'apply', '-auto-approve');
  expect(refused.output).toContain('is not authorized to perform: ecr:CreateRepository');
});

test('what has another name, path, boundary, key or tag in config.ts, has it here', async () => {
  const boundary = 'arn:aws:iam::123456789012:policy/boundary';
  const key = 'arn:aws:kms:us-east-1:123456789012:key/1234';
  const cluster = 'arn:aws:ecs:us-east-1:123456789012:cluster/main';
  const { exitCode, output } = await apply({
    existing: JSON.stringify([cluster]),
    permissions_boundary: boundary,
    role_path: '/cron/',
    state_key: key,
    state_key_prefix: 'cron/',
    log_groups: '/platform/cron',
    project_tag: '{ key = "app", value = "Data Platform" }',
  });
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });

  const read = await statements('plan', 'read');
  const write = await statements('apply', 'write');
  const of = (sid: string) => [...read, ...write].find(({ Sid }) => Sid === sid);
  expect(of('ReadState')).toMatchObject({ Resource: 'arn:aws:s3:::acme-state/cron/acme/dev/*' });
  expect(of('DecryptState')).toMatchObject({ Action: 'kms:Decrypt', Resource: key });
  expect(of('EncryptState')).toMatchObject({ Action: 'kms:GenerateDataKey', Resource: key });
  expect(of('DescribeExisting0')).toMatchObject({ Resource: cluster });
  expect(of('ChangeExisting0')).toMatchObject({ Resource: [`${cluster}:*`, cluster] });
  expect(of('GrantTheRoles')).toMatchObject({
    Resource: [
      'arn:aws:iam::123456789012:role/cron/acme-dev_watch-*',
      'arn:aws:iam::123456789012:role/cron/acme-dev_notify-*',
      'arn:aws:iam::123456789012:role/cron/acme-dev-*',
    ],
    Condition: { StringEquals: { 'iam:PermissionsBoundary': boundary } },
  });
  expect(of('ChangeTheProject')?.Resource).toContain(
    'arn:aws:logs:us-east-1:123456789012:log-group:/platform/cron/*',
  );
  expect(of('MakeTheVpcAndRules')?.Condition).toEqual({
    StringEquals: { 'aws:RequestTag/app': 'Data Platform', 'aws:RequestTag/Environment': 'dev' },
  });
});

interface Planned {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** What Terraform would make in an account that has nothing, with what it knows of it before. */
async function planned(overrides: Variables) {
  const { exitCode, output } = await terraform(
    'plan',
    overrides,
    '-state=planned.tfstate',
    '-out=planned.tfplan',
  );
  expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
  const shown = await runProgram(
    String(env['TERRAFORM_BINARY_NAME']),
    ['show', '-json', 'planned.tfplan'],
    { cwd: folder, env },
  );
  const plan = JSON.parse(shown.output) as {
    planned_values: { root_module: { resources: readonly Planned[] } };
  };
  const { resources } = plan.planned_values.root_module;
  const of = (type: string) =>
    resources.filter((each) => each.type === type).map(({ values }) => values);
  const statementsOf = (json: unknown) => (JSON.parse(String(json)) as Policy).Statement;
  return {
    providers: of('aws_iam_openid_connect_provider'),
    roles: of('aws_iam_role'),
    trust: of('aws_iam_role').flatMap((role) => statementsOf(role['assume_role_policy'])),
    policies: of('aws_iam_role_policy').flatMap(({ policy }) => statementsOf(policy)),
  };
}

test('what a company prescribes of the roles and the issuer is in the plan', async () => {
  const bound = 'arn:aws:iam::123456789012:policy/ci';
  const key = 'arn:aws:kms:us-east-1:123456789012:key/5678';
  const { providers, roles, trust, policies } = await planned({
    issuer: 'github.acme.example/_services/token',
    key,
    tags: '{"Team":"data"}',
    workflow_permissions_boundary: bound,
    workflow_role_path: '/ci/',
  });
  expect(providers).toMatchObject([
    { url: 'https://github.acme.example/_services/token', tags: { Team: 'data' } },
  ]);
  expect(roles).toHaveLength(2);
  for (const role of roles) {
    expect(role).toMatchObject({
      path: '/ci/',
      permissions_boundary: bound,
      tags: { Team: 'data' },
    });
  }
  for (const { Condition } of trust) {
    expect(Object.keys(Condition?.['StringEquals'] ?? {}).sort()).toEqual([
      'github.acme.example/_services/token:aud',
      'github.acme.example/_services/token:sub',
    ]);
  }
  expect(policies.filter(({ Resource }) => Resource === key).map(({ Sid }) => Sid)).toEqual(
    expect.arrayContaining(['DecryptDefinitions', 'UseTheKey']),
  );
  // The roles of the workflows, wherever they are, are not for the workflows to change.
  expect(policies.filter(({ Effect }) => Effect === 'Deny')).toMatchObject([
    {
      Resource: ['plan', 'apply'].map(
        (name) => `arn:aws:iam::123456789012:role/ci/acme-dev-github-${name}`,
      ),
    },
  ]);
});

test('nothing of it is there where it is left out', async () => {
  const { providers, roles, policies } = await planned({});
  expect(providers).toMatchObject([{ url: 'https://token.actions.githubusercontent.com' }]);
  for (const role of roles) {
    expect(role).toMatchObject({ path: '/', permissions_boundary: null, tags: null });
  }
  expect(policies.map(({ Sid }) => Sid).join()).not.toMatch(/Existing|crypt|UseTheKey/);
  expect(JSON.stringify(policies)).not.toMatch(/kms:|iam:PermissionsBoundary/);
});
