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

test('a stack of another team is read from where that team keeps its state', () => {
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

test.each<[Environment, string]>([
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
