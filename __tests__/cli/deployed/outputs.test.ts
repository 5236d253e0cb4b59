import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readOutputs } from '../../../cli/deployed/outputs';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const directory = mkdtempSync(join(tmpdir(), 'fargate-cron-state-'));
const file = join(directory, '.fargate-cron/state/test/task.tfstate');

beforeAll(() => {
  mkdirSync(dirname(file), { recursive: true });
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function deploy(outputs: Record<string, unknown>, stack = 'task'): void {
  const values = Object.entries(outputs).map(([name, value]) => [name, { value }] as const);
  writeFileSync(
    join(dirname(file), `${stack}.tfstate`),
    JSON.stringify({ version: 4, outputs: Object.fromEntries(values) }),
  );
}

test('reads what a stack publishes', async () => {
  deploy({ cluster_name: 'acme-test', log_group_names: { nightly: '/acme/test/nightly' } });
  const outputs = await readOutputs(settings, 'task', directory);
  expect(outputs.string('cluster_name')).toBe('acme-test');
  expect(outputs.of('log_group_names', 'nightly')).toBe('/acme/test/nightly');
});

test('a job that is newer than the deployment is named', async () => {
  deploy({ log_group_names: { nightly: '/acme/test/nightly' } });
  const outputs = await readOutputs(settings, 'task', directory);
  expect(() => outputs.of('log_group_names', 'hourly')).toThrow(
    'the state of the stack task has no log_group_names["hourly"]: it is older than config.ts, deploy it again',
  );
  expect(() => outputs.string('cluster_name')).toThrow('has no cluster_name');
});

test('several schedule stacks answer as one', async () => {
  const split = loadSettings(configOf({}, { scheduleStacks: 3 }), { FARGATE_CRON_ENV: 'test' });
  deploy({ schedule_arns: { nightly: 'arn:1' }, schedule_group: 'acme-test' }, 'schedule');
  deploy({ schedule_arns: { hourly: 'arn:2' }, schedule_group: 'acme-test' }, 'schedule-2');
  const outputs = await readOutputs(split, 'schedule', directory);
  expect(outputs.of('schedule_arns', 'nightly')).toBe('arn:1');
  expect(outputs.of('schedule_arns', 'hourly')).toBe('arn:2');
  expect(outputs.string('schedule_group')).toBe('acme-test');
  expect(() => outputs.of('schedule_arns', 'weekly')).toThrow('deploy it again');
});

test.each([
  [
    'interrupted in its first apply',
    () => {
      writeFileSync(file, '');
    },
  ],
  [
    'never deployed',
    () => {
      rmSync(file, { force: true });
    },
  ],
  [
    'destroyed',
    () => {
      deploy({});
    },
  ],
])('says so of a stack that was %s', async (_, prepare) => {
  prepare();
  await expect(readOutputs(settings, 'task', directory)).rejects.toThrow(
    "the stack task is not deployed in the environment test: run FARGATE_CRON_ENV=test npx cdktf deploy '*'",
  );
});

test('says so of a state that is broken', async () => {
  writeFileSync(file, '{"version": 4, "outp');
  await expect(readOutputs(settings, 'task', directory)).rejects.toThrow(
    'the state of the stack task in the environment test is not JSON',
  );
});

test('says so of a state that is somebody else’s', async () => {
  const tags_all = { Project: 'other', Environment: 'test', Stack: 'task' };
  const resources = [{ instances: [{ attributes: { tags_all } }] }];
  writeFileSync(file, JSON.stringify({ version: 4, resources, outputs: { x: { value: 'y' } } }));
  await expect(readOutputs(settings, 'task', directory)).rejects.toThrow(
    'the state of the stack task belongs to other/test/task: name the right one',
  );
});
