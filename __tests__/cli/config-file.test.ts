import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyCheckout } from '../e2e/checkout';
import { fargateCron } from './command';

const { stringify } = JSON;
let checkout: string;

beforeAll(() => {
  checkout = copyCheckout();
});

afterAll(() => {
  rmSync(checkout, { recursive: true });
});

/** What a verb says of a configuration that cannot be read. */
function saidOf(config: string | undefined, ...args: readonly string[]): string {
  const file = join(checkout, 'config.ts');
  if (config === undefined) rmSync(file);
  else writeFileSync(file, config);
  const { status, stdout, stderr } = fargateCron(args.length === 0 ? ['cost'] : args, {}, checkout);
  expect({ status, stdout, stderr }).toMatchObject({ status: 2, stdout: '' });
  expect(stderr).not.toMatch(/^ +at /m);
  return stderr;
}

const head = `import { defineConfig } from './index';\n`;

test.each([
  [
    'no TypeScript',
    `${head}\nexport default defineConfig({\n  project: 'acme'\n  jobs: [],\n});`,
    'config.ts cannot be read: config.ts:5:3: Expected "}" but found "jobs"\n',
  ],
  [
    'a name that is not there',
    `${head}interface Unused {\n  a: string;\n}\nexport default defineConfig({ jobs });`,
    'config.ts cannot be read: config.ts:5:31: jobs is not defined\n',
  ],
  [
    'an error of its own',
    `${head}throw new Error(${stringify('ACCOUNT must be set')});`,
    'config.ts cannot be read: config.ts:2:7: ACCOUNT must be set\n',
  ],
  ['a thrown text', `throw 'nothing here';`, 'config.ts cannot be read: it throws nothing here\n'],
  [
    'a file that is not there',
    `${head}import { jobs } from './jobs';\nexport default defineConfig({ jobs });`,
    "config.ts cannot be read: config.ts:2:22: Cannot find module './jobs'\n",
  ],
  [
    'a package that is not there',
    `import { jobs } from '@acme/jobs';\nexport default { jobs };`,
    "config.ts cannot be read: config.ts:1:22: Cannot find module '@acme/jobs'\n",
  ],
  [
    'no default export',
    'export const config = {};',
    'config.ts must export its configuration: export default defineConfig(…)\n',
  ],
  ['no file', undefined, `there is no config.ts in `],
])('is one message and exit code 2: %s', (_, config, message) => {
  expect(saidOf(config)).toContain(message);
});

test('a file that config.ts imports is named where it is the reason', () => {
  writeFileSync(join(checkout, 'jobs.ts'), `\nexport const jobs = [undefinedName];\n`);
  const config = `${head}import { jobs } from './jobs';\nexport default defineConfig({ jobs });`;
  expect(saidOf(config)).toContain('config.ts cannot be read: jobs.ts:2:22: undefinedName is not');
});

test('help needs no configuration', () => {
  writeFileSync(join(checkout, 'config.ts'), 'export default {{');
  const { status, stdout } = fargateCron(['next', '--help'], {}, checkout);
  expect(stdout).toContain('Examples:');
  expect(status).toBe(0);
});
