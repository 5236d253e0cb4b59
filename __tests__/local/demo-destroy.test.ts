import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyCheckout } from '../e2e/checkout';

const directory = copyCheckout();
const ours = join(directory, '.fargate-cron');

beforeEach(() => {
  rmSync(ours, { recursive: true, force: true });
  write('terraform.rc', 'disable_checkpoint = true');
  write('plugins/registry.terraform.io/a-plugin', 'a plugin');
  write('data/bars/data.parquet', 'bars');
  write('local-aws.log', 'a log');
  // Nobody listens there: the local AWS has gone, and what it held with it.
  write('local-aws.json', JSON.stringify({ pid: 1, port: 1 }));
  write('state/local/task.tfstate', JSON.stringify({ resources: [], outputs: {} }));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

function write(path: string, text: string): void {
  const file = join(ours, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function destroyDemo(): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['cli/fargate-cron.js', 'demo', '--destroy'],
    {
      cwd: directory,
      encoding: 'utf8',
      env: { ...process.env, AWS_ENDPOINT_URL: undefined },
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
}

test('destroying the demo leaves nothing of it', () => {
  // As an apply that was interrupted leaves it.
  write('state/local/schedule.tfstate', '');
  destroyDemo();
  expect(existsSync(ours)).toBe(false);
});

test('destroying the demo leaves the state of another environment, and the tools', () => {
  const state = JSON.stringify({ resources: [{ mode: 'managed' }], outputs: {} });
  write('state/dev/task.tfstate', state);
  write('tools/a-tool', 'a tool');

  destroyDemo();

  expect(readFileSync(join(ours, 'state/dev/task.tfstate'), 'utf8')).toBe(state);
  expect(readFileSync(join(ours, 'tools/a-tool'), 'utf8')).toBe('a tool');
  for (const path of [
    'data',
    'plugins',
    'terraform.rc',
    'local-aws.json',
    'local-aws.log',
    'state/local',
  ]) {
    expect(existsSync(join(ours, path))).toBe(false);
  }
});
