import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from 'cdktf';
import { createStacks } from '../../../stacks/project';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { switchEnvironment, synthesizedFor } from '../../../stacks/stack/terraform-data';
import { configOf } from '../../synthesis';

const outdir = join(mkdtempSync(join(tmpdir(), 'fargate-cron-out-')), 'cdktf.out');
const record = '.terraform/terraform.tfstate';
const lock = '.terraform.lock.hcl';
const plugin = '.terraform/providers/aws';

beforeEach(() => {
  rmSync(outdir, { recursive: true, force: true });
});

afterAll(() => {
  rmSync(dirname(outdir), { recursive: true });
});

const pathOf = (file: string, stack = 'task') => join(outdir, 'stacks', stack, file);

function write(file: string, text: string, stack?: string): void {
  mkdirSync(dirname(pathOf(file, stack)), { recursive: true });
  writeFileSync(pathOf(file, stack), text);
}

const read = (file: string, stack?: string) =>
  existsSync(pathOf(file, stack)) ? readFileSync(pathOf(file, stack), 'utf8') : undefined;

function switchTo(environment: string): void {
  switchEnvironment(outdir, environment);
}

test('an environment finds what it left, and never what another left', () => {
  switchTo('dev');
  write(record, 'where dev is');
  write('errored.tfstate', 'what dev could not write');
  write(record, 'where the second of dev is', 'schedule-2');
  write(plugin, 'a plugin');

  switchTo('prod');
  expect(read(record)).toBeUndefined();
  expect(read('errored.tfstate')).toBeUndefined();
  expect(read(record, 'schedule-2')).toBeUndefined();
  expect(read(plugin)).toBe('a plugin');
  expect(synthesizedFor(outdir)).toBe('prod');
  write(record, 'where prod is');

  switchTo('dev');
  expect(read(record)).toBe('where dev is');
  expect(read('errored.tfstate')).toBe('what dev could not write');
  expect(read(record, 'schedule-2')).toBe('where the second of dev is');

  switchTo('prod');
  expect(read(record)).toBe('where prod is');
});

test('a new environment begins with the locked versions of the one before, then has its own', () => {
  switchTo('dev');
  write(lock, 'aws 6.25');
  switchTo('prod');
  expect(read(lock)).toBe('aws 6.25');
  write(lock, 'aws 6.30');
  switchTo('dev');
  expect(read(lock)).toBe('aws 6.25');
  switchTo('prod');
  expect(read(lock)).toBe('aws 6.30');
});

test('the same environment again changes nothing', () => {
  switchTo('dev');
  write(record, 'where dev is');
  write('cdk.tf.json', '{}');
  switchTo('dev');
  expect(read(record)).toBe('where dev is');
  expect(read('cdk.tf.json')).toBe('{}');
});

test.each(['an older version', 'an interruption'])('after %s nobody gets what is there', () => {
  switchTo('dev');
  write(record, 'somebody');
  unlinkSync(join(outdir, 'environment'));
  switchTo('dev');
  expect(read(record)).toBeUndefined();
  switchTo('prod');
  expect(read(record)).toBeUndefined();
});

test('every synthesis does so, and leaves no stack of another environment', () => {
  const config = configOf(
    {},
    {
      environments: {
        dev: { state: { backend: 'local' }, scheduleStacks: 2 },
        prod: { state: { backend: 'pg' } },
      },
    },
  );
  const synthesize = (environment: string) => {
    const app = new App({ outdir });
    createStacks(app, loadSettings(config, { FARGATE_CRON_ENV: environment }));
    app.synth();
  };
  synthesize('dev');
  expect(existsSync(pathOf('cdk.tf.json', 'schedule-2'))).toBe(true);
  write(record, 'where dev is');
  synthesize('prod');
  expect(read(record)).toBeUndefined();
  expect(existsSync(pathOf('cdk.tf.json', 'schedule-2'))).toBe(false);
  expect(read('cdk.tf.json')).toContain('"pg"');
  synthesize('dev');
  expect(read(record)).toBe('where dev is');
});
