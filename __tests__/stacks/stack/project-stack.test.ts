import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'cdktf';
import { createStacks } from '../../../stacks/project';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { outputs } from '../../../stacks/settings/outputs';
import { configOf, only, synthesize, type Synthesized } from '../../synthesis';

const ids = ['network', 'image', 'task', 'schedule'] as const;

test('every stack publishes what it says it does, and nothing sensitive', () => {
  const stacks = synthesize(configOf());
  for (const id of ids) {
    expect(Object.keys(stacks[id].output).sort()).toEqual(Object.keys(outputs[id]).sort());
    expect(Object.values(stacks[id].output).filter(({ sensitive }) => sensitive)).toEqual([]);
  }
});

test('the JSON holds no endpoint, no absolute path and no account but the one that guards it', () => {
  const stacks = synthesize(configOf());
  for (const id of ids) {
    const { provider, ...rest } = stacks[id];
    const text = JSON.stringify(rest);
    expect(text).not.toMatch(/https?:\/\/|127\.0\.0\.1|localhost/);
    expect(text).not.toContain(process.cwd());
    expect(text).not.toMatch(/\d{12}/);
    expect(provider['aws']).toMatchObject([{ allowed_account_ids: ['123456789012'] }]);
  }
});

test('state on this disk lies beside the generated folder, by a relative path', () => {
  const { schedule } = synthesize(configOf());
  expect(schedule.terraform['backend']).toEqual({
    local: { path: '../../../.fargate-cron/state/test/schedule.tfstate' },
  });
  expect(schedule.data?.['terraform_remote_state']?.['task']).toMatchObject({
    backend: 'local',
    config: { path: '../../../.fargate-cron/state/test/task.tfstate' },
  });
});

test('state in S3 has one key a stack and environment, is encrypted and locked by a file', () => {
  const { schedule } = synthesize(
    configOf(
      {},
      {
        environments: {
          prod: { state: { backend: 's3', bucket: 'acme-state', kmsKeyId: 'alias/state' } },
        },
      },
    ),
    'prod',
  );
  expect(schedule.terraform['backend']).toEqual({
    s3: {
      bucket: 'acme-state',
      key: 'acme/prod/schedule.tfstate',
      region: 'us-east-1',
      kms_key_id: 'alias/state',
      encrypt: true,
      use_lockfile: true,
    },
  });
  expect(schedule.data?.['terraform_remote_state']?.['network']).toMatchObject({
    backend: 's3',
    config: { bucket: 'acme-state', key: 'acme/prod/network.tfstate', region: 'us-east-1' },
  });
  expect(JSON.stringify(schedule.provider)).not.toContain('allowed_account_ids');
});

test('every resource is tagged with its project, environment and stack', () => {
  const { task } = synthesize(configOf({}, { tags: { Team: 'data' } }));
  expect(task.provider['aws']).toMatchObject([
    {
      default_tags: [
        { tags: { Project: 'acme', Environment: 'test', Stack: 'task', Team: 'data' } },
      ],
    },
  ]);
});

test('the keys of these tags, and the values of the first two, may be prescribed', () => {
  const { task } = synthesize(
    configOf(
      {},
      {
        tagKeys: { project: 'app', environment: 'env', stack: 'component', job: 'task' },
        tags: { env: 'Test', Team: 'data' },
      },
    ),
  );
  expect(task.provider['aws']).toMatchObject([
    { default_tags: [{ tags: { app: 'acme', env: 'Test', component: 'task', Team: 'data' } }] },
  ]);
  expect(only(task, 'aws_ecs_task_definition')['tags']).toEqual({ task: 'nightly' });
});

test('the providers are asked for in versions that were tried', () => {
  const { network } = synthesize(configOf());
  expect(network.terraform).toMatchObject({
    required_providers: { aws: { version: '>= 5.100.0, < 7.0.0' } },
  });
});

test('the version of Terraform is asked for beside the JSON, all of whose settings are objects', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'fargate-cron-versions-'));
  try {
    const app = new App({ outdir });
    createStacks(app, loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' }));
    app.synth();
    for (const id of ids) {
      const folder = join(outdir, 'stacks', id);
      expect(readFileSync(join(folder, 'versions.tf'), 'utf8')).toBe(
        'terraform {\n  required_version = ">= 1.10.0"\n}\n',
      );
      const json = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as Synthesized;
      expect(Object.values(json.terraform).map((setting) => typeof setting)).toEqual([
        'object',
        'object',
      ]);
    }
  } finally {
    rmSync(outdir, { recursive: true });
  }
});
