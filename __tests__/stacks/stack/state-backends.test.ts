import type { Config } from '../../../stacks/config/config';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf, synthesize } from '../../synthesis';

type Environment = Config['environments'][string];

function withState(environment: Environment, project = 'acme'): Config {
  return configOf({}, { project, environments: { test: environment } });
}

test.each<[Environment['state'], unknown, unknown]>([
  [
    { backend: 'cloud', organization: 'acme-inc', project: 'cron', hostname: 'tfe.acme.test' },
    {
      organization: 'acme-inc',
      hostname: 'tfe.acme.test',
      workspaces: { name: 'acme-test-schedule', project: 'cron' },
    },
    {
      backend: 'remote',
      config: {
        organization: 'acme-inc',
        hostname: 'tfe.acme.test',
        workspaces: { name: 'acme-test-task' },
      },
    },
  ],
  [
    { backend: 'http', address: 'https://gitlab.acme.test/api/v4/projects/7/terraform/state' },
    {
      address: 'https://gitlab.acme.test/api/v4/projects/7/terraform/state/acme-test-schedule',
      lock_address:
        'https://gitlab.acme.test/api/v4/projects/7/terraform/state/acme-test-schedule/lock',
      lock_method: 'POST',
      unlock_address:
        'https://gitlab.acme.test/api/v4/projects/7/terraform/state/acme-test-schedule/lock',
      unlock_method: 'DELETE',
    },
    {
      backend: 'http',
      config: {
        address: 'https://gitlab.acme.test/api/v4/projects/7/terraform/state/acme-test-task',
      },
    },
  ],
  [
    { backend: 'gcs', bucket: 'acme-state' },
    { bucket: 'acme-state', prefix: 'acme/test/schedule' },
    { backend: 'gcs', config: { bucket: 'acme-state', prefix: 'acme/test/task' } },
  ],
  [
    {
      backend: 'azurerm',
      resourceGroupName: 'state',
      storageAccountName: 'acmestate',
      containerName: 'tfstate',
    },
    {
      resource_group_name: 'state',
      storage_account_name: 'acmestate',
      container_name: 'tfstate',
      key: 'acme/test/schedule.tfstate',
    },
    {
      backend: 'azurerm',
      config: {
        resource_group_name: 'state',
        storage_account_name: 'acmestate',
        container_name: 'tfstate',
        key: 'acme/test/task.tfstate',
      },
    },
  ],
  [
    { backend: 'pg' },
    { schema_name: 'acme-test-schedule' },
    { backend: 'pg', config: { schema_name: 'acme-test-task' } },
  ],
])('keeps and reads state of the kind $backend', (state, kept, read) => {
  const { schedule } = synthesize(withState({ state }));
  const { backend, cloud } = schedule.terraform;
  expect(state.backend === 'cloud' ? cloud : backend).toEqual(
    state.backend === 'cloud' ? kept : { [state.backend]: kept },
  );
  expect(schedule.data?.['terraform_remote_state']?.['task']).toMatchObject(read as object);
});

test('a stack whose state lies elsewhere is kept and read there', () => {
  const { network, schedule } = synthesize(
    withState({
      state: { backend: 'pg' },
      stateOf: { network: { backend: 'gcs', bucket: 'net' } },
    }),
  );
  expect(network.terraform['backend']).toEqual({
    gcs: { bucket: 'net', prefix: 'acme/test/network' },
  });
  expect(schedule.terraform['backend']).toHaveProperty('pg');
  expect(schedule.data?.['terraform_remote_state']).toMatchObject({
    network: { backend: 'gcs', config: { bucket: 'net', prefix: 'acme/test/network' } },
    task: { backend: 'pg' },
  });
});

test('state in S3 cannot land in another account than the one that is named', () => {
  const { task } = synthesize(
    withState({ accountId: '123456789012', state: { backend: 's3', bucket: 'acme-state' } }),
  );
  expect(task.terraform['backend']).toMatchObject({
    s3: { allowed_account_ids: ['123456789012'] },
  });
});

const stateRole = 'arn:aws:iam::210987654321:role/state';
const deployRole = 'arn:aws:iam::123456789012:role/deploy';

test('who deploys and who keeps the state may be of different accounts', () => {
  const { task } = synthesize(
    withState({
      accountId: '123456789012',
      deployRoleArn: deployRole,
      state: {
        backend: 's3',
        bucket: 'acme-state',
        roleArn: stateRole,
        endpoint: 'https://s3.acme.test',
        usePathStyle: true,
        keyPrefix: 'teams/data',
      },
    }),
  );
  const assume_role = { role_arn: stateRole, session_name: 'fargate-cron' };
  const place = {
    bucket: 'acme-state',
    region: 'us-east-1',
    assume_role,
    endpoints: { s3: 'https://s3.acme.test' },
    use_path_style: true,
  };
  expect(task.terraform['backend']).toEqual({
    s3: {
      ...place,
      key: 'teams/data/acme/test/task.tfstate',
      encrypt: true,
      use_lockfile: true,
      allowed_account_ids: ['210987654321'],
    },
  });
  expect(task.data?.['terraform_remote_state']?.['image']).toMatchObject({
    backend: 's3',
    config: { ...place, key: 'teams/data/acme/test/image.tfstate' },
  });
  expect(task.provider['aws']).toMatchObject([
    {
      allowed_account_ids: ['123456789012'],
      assume_role: [{ role_arn: deployRole, session_name: 'fargate-cron' }],
    },
  ]);
});

test('the role says which account it is, and nothing of whoever assumes it', () => {
  const { task } = synthesize(
    withState({ deployRoleArn: deployRole, state: { backend: 's3', bucket: 'acme-state' } }),
  );
  expect(task.provider['aws']).toMatchObject([{ allowed_account_ids: ['123456789012'] }]);
  expect(task.terraform['backend']).not.toHaveProperty('s3.allowed_account_ids');
});

test.each<[Environment, string]>([
  [
    { deployRoleArn: 'deploy', state: { backend: 'local' } },
    'environments.test.deployRoleArn: must be the ARN of a role, such as arn:aws:iam::123456789012:role/deploy, got "deploy"',
  ],
  [
    { deployRoleArn: deployRole, accountId: '210987654321', state: { backend: 'local' } },
    `environments.test.deployRoleArn: must be of the account 210987654321, because accountId says where the environment may land, got "${deployRole}"`,
  ],
  [
    { deployRoleArn: deployRole, region: 'cn-north-1', state: { backend: 'local' } },
    'environments.test.deployRoleArn: must begin with arn:aws-cn:',
  ],
  [
    { state: { backend: 's3', bucket: 'acme-state', roleArn: 'arn:aws:iam::1:role/state' } },
    'environments.test.state.roleArn: must be the ARN of a role',
  ],
  [
    { state: { backend: 's3', bucket: 'acme-state', endpoint: 's3.acme.test/' } },
    'environments.test.state.endpoint: must be a URL without credentials, query and final slash',
  ],
  [
    { state: { backend: 's3', bucket: 'acme-state', keyPrefix: '/teams/' } },
    'environments.test.state.keyPrefix: must be letters, digits and . - _ with single slashes',
  ],
  [
    { state: { backend: 's3', bucket: 'acme-state', accessLogBucket: 'Logs' } },
    'environments.test.state.accessLogBucket: must be lower-case letters',
  ],
  [
    { state: { backend: 's3', bucket: 'Acme' } },
    'environments.test.state.bucket: must be lower-case letters, digits, hyphens and dots',
  ],
  [
    { state: { backend: 'pg' }, stateOf: { network: { backend: 'gcs', bucket: 'a' } } },
    'environments.test.stateOf.network.bucket: must',
  ],
  [
    { state: { backend: 'http', address: 'https://me:secret@gitlab.acme.test/state' } },
    'environments.test.state.address: must be a URL without credentials',
  ],
  [
    { state: { backend: 'http', address: 'https://gitlab.acme.test/state/' } },
    'environments.test.state.address: must be a URL without credentials, query and final slash',
  ],
  [
    {
      state: {
        backend: 'azurerm',
        resourceGroupName: 'state',
        storageAccountName: 'acme-state',
        containerName: 'tfstate',
      },
    },
    'environments.test.state.storageAccountName: must be lower-case letters and digits',
  ],
])('refuses a state that cannot be: %j', (environment, problem) => {
  const load = () => loadSettings(withState(environment), { FARGATE_CRON_ENV: 'test' });
  expect(load).toThrow(problem);
});

test('refuses names that PostgreSQL would cut off', () => {
  const environment = 'e'.repeat(40);
  const name = `${'p'.repeat(20)}-${environment}-schedule`;
  const config = configOf(
    {},
    { project: 'p'.repeat(20), environments: { [environment]: { state: { backend: 'pg' } } } },
  );
  expect(() => loadSettings(config, { FARGATE_CRON_ENV: environment })).toThrow(
    `project: must make a PostgreSQL schema name of at most 63 characters, got "${name}" with 70`,
  );
});
