import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialize } from '../../../cli/plan/initialize';
import type { Stack } from '../../../cli/plan/stacks';
import { terraform } from '../../../cli/plan/terraform';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const project = mkdtempSync(join(tmpdir(), 'fargate-cron-initialize-'));

afterAll(() => {
  rmSync(project, { recursive: true });
});

/** A stack of outputs alone, which keeps its state in a file. */
function stackOf(name: string, stateFile: string): Stack {
  const folder = join(project, 'cdktf.out', 'stacks', name);
  mkdirSync(folder, { recursive: true });
  const path = `../../../${stateFile}`;
  const json = {
    terraform: { backend: { local: { path } } },
    output: { vpc_id: { value: 'vpc' } },
  };
  const text = JSON.stringify(json);
  writeFileSync(join(folder, 'cdk.tf.json'), text);
  const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
  return { id: 'network', settings, folder, readsFrom: [], text };
}

async function applied(name: string, stateFile: string): Promise<void> {
  const stack = stackOf(name, stateFile);
  await expect(initialize(stack)).resolves.toBeUndefined();
  const { exitCode } = await terraform(['apply', '-auto-approve', '-input=false'], stack);
  expect(exitCode).toBe(0);
}

async function moved(stack: Stack): Promise<void> {
  const args = ['init', '-input=false', '-migrate-state', '-force-copy'];
  await expect(terraform(args, stack)).resolves.toMatchObject({ exitCode: 0 });
}

test('a state that stayed behind stops it, as often as it is asked, and can still be moved', async () => {
  await applied('left', 'left-old.tfstate');
  const stack = stackOf('left', 'left-new.tfstate');
  for (let time = 0; time < 2; time += 1) {
    await expect(initialize(stack)).resolves.toContain(
      'its state has not been moved (from one local place to another): where config.ts has it now there is none',
    );
  }
  await moved(stack);
  await expect(initialize(stack)).resolves.toBeUndefined();
  const { stdout } = await terraform(['state', 'pull'], stack);
  expect(stdout).toContain('"value": "vpc"');
});

test('a state that stayed behind is not forgotten where the initialization fails', async () => {
  await applied('failed', 'failed-old.tfstate');
  const stack = stackOf('failed', 'failed-new.tfstate');
  const unknown = join(stack.folder, 'unknown.tf.json');
  const required_providers = { unknown: { source: 'localhost/acme/unknown' } };
  writeFileSync(unknown, JSON.stringify({ terraform: { required_providers } }));
  await expect(initialize(stack)).resolves.toContain('localhost/acme/unknown');
  rmSync(unknown);
  await expect(initialize(stack)).resolves.toContain('its state has not been moved');
});

test('nothing stops it where there was no state to move', async () => {
  await expect(initialize(stackOf('empty', 'empty-old.tfstate'))).resolves.toBeUndefined();
  await expect(initialize(stackOf('empty', 'empty-new.tfstate'))).resolves.toBeUndefined();
});

test('nothing stops it where the new place has a state', async () => {
  await applied('there', 'there-new.tfstate');
  // As in another checkout.
  rmSync(join(project, 'cdktf.out'), { recursive: true });
  await applied('there', 'there-old.tfstate');
  await expect(initialize(stackOf('there', 'there-new.tfstate'))).resolves.toBeUndefined();
});

test('what cannot be read any more stops it, too', async () => {
  await applied('gone', 'gone-old.tfstate');
  writeFileSync(join(project, 'gone-old.tfstate'), 'damaged');
  await expect(initialize(stackOf('gone', 'gone-new.tfstate'))).resolves.toContain(
    'init -reconfigure',
  );
});
