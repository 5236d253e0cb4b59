import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dependencies, peerDependencies, peerDependenciesMeta } from '../../package.json';
import { packPackage, type Packed } from '../../package/pack';

jest.setTimeout(900_000);

const modules = join(__dirname, '..', '..', 'node_modules');
/** What everybody gets who installs the package, and nothing that is optional. */
const needed = [
  ...Object.keys(dependencies),
  ...Object.keys(peerDependencies).filter((name) => !(name in peerDependenciesMeta)),
];

const files = {
  'package.json': '{ "private": true }',
  'main.ts': `import { synthesize } from 'fargate-cron';
import config from './config';

synthesize(config);
`,
  'config.ts': `import { defineConfig } from 'fargate-cron';

export default defineConfig({
  project: 'acme',
  jobs: [{ name: 'nightly', schedule: 'cron(0 1 * * ? *)', timeZone: 'Europe/Berlin' }],
  environments: { local: { accountId: '123456789012', state: { backend: 'local' } } },
});
`,
  'predict.ts': `globalThis.expect = { extend() {} } as never;
const { predict } = require('fargate-cron/testing') as typeof import('fargate-cron/testing');
const role = predict(require('./config').default, 'local').role('acme-local-nightly-task');
console.log(role.arn);
`,
} as const;

let packed: Packed;
let folder: string;

beforeAll(() => {
  // `npm run lint:package` looks at the types.
  packed = packPackage({ types: false });
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'fargate-cron-package-')));
});

afterAll(() => {
  rmSync(packed.folder, { recursive: true });
  rmSync(folder, { recursive: true });
});

/** A project with the package in it, and nothing else of this repository. */
function projectIn(name: string): string {
  const project = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(project, { recursive: true });
    writeFileSync(join(project, file), text);
  }
  return project;
}

/** As npm lays it out, without the minutes that it takes to write four hundred megabytes. */
function install(project: string): void {
  const installed = join(project, 'node_modules');
  mkdirSync(join(installed, 'fargate-cron'), { recursive: true });
  execFileSync('tar', ['-xzf', packed.tarball, '--strip-components=1'], {
    cwd: join(installed, 'fargate-cron'),
  });
  for (const name of needed) {
    mkdirSync(dirname(join(installed, name)), { recursive: true });
    symlinkSync(join(modules, name), join(installed, name));
  }
}

function node(cwd: string, ...args: readonly string[]): SpawnSyncReturns<string> {
  const env = { ...process.env, FARGATE_CRON_ENV: undefined, NO_COLOR: '1' };
  return spawnSync(process.execPath, args, { cwd, encoding: 'utf8', env });
}

/** What a project can do once the package is installed, by whatever package manager. */
function expectToWork(project: string): void {
  const synthesis = node(project, '--require', 'fargate-cron/load', 'main.ts');
  expect(synthesis.stderr).not.toContain('Error');
  expect(synthesis.status).toBe(0);
  const json = readFileSync(join(project, 'cdktf.out/stacks/image/cdk.tf.json'), 'utf8');
  expect(json).toContain('"context": "../../../node_modules/fargate-cron/dist/crawler"');
  expect(json).not.toContain(project);

  const command = join(project, 'node_modules/fargate-cron/dist/cli/fargate-cron.js');
  const below = join(project, 'docs');
  mkdirSync(below);
  const next = node(below, command, 'next', 'nightly');
  expect(next).toMatchObject({ status: 0, stderr: '' });
  expect(next.stdout).toContain('T01:00:00+0');
}

test('it holds what is needed and nothing else', () => {
  const listed = execFileSync('tar', ['-tzf', packed.tarball], { encoding: 'utf8' });
  const names = listed.trim().split('\n');
  const folders = new Set(names.map((name) => /^package\/(?:dist\/)?[^/]+/.exec(name)?.[0]));
  expect([...folders].sort()).toEqual(
    [
      ...['LICENSE', 'README.md', 'package.json'],
      ...['.github', '.nvmrc', 'cli', 'crawler', 'local', 'package.json', 'providers', 'stacks'],
      ...['index.js', 'index.js.map', 'testing.js', 'testing.js.map'],
    ]
      .map((name, index) => `package/${index < 3 ? '' : 'dist/'}${name}`)
      .sort(),
  );
  expect(names).toContain('package/dist/crawler/dist/crawler.js');
  expect(names.filter((name) => /crawler\/src\/(?!public|day)/.test(name))).toEqual([]);
  expect(statSync(packed.tarball).size).toBeLessThan(2_000_000);
});

describe('installed', () => {
  let project: string;
  beforeAll(() => {
    project = projectIn('installed');
    install(project);
  });

  it('synthesizes a project and answers below its folder', () => {
    expectToWork(project);
  });

  it('predicts what would be deployed', () => {
    const { stdout, stderr } = node(project, '--require', 'fargate-cron/load', 'predict.ts');
    expect(stderr).toBe('');
    expect(stdout).toBe('arn:aws:iam::123456789012:role/acme-local-nightly-task\n');
  });

  it('names the file and line of the project that is wrong', () => {
    const wrong = projectIn('wrong');
    install(wrong);
    writeFileSync(join(wrong, 'config.ts'), `import 'fargate-cron';\nexport default {\n  jobs: [}`);
    const command = join(wrong, 'node_modules/fargate-cron/dist/cli/fargate-cron.js');
    for (const { status, stderr } of [
      node(wrong, '--require', 'fargate-cron/load', 'main.ts'),
      node(wrong, command, 'cost'),
    ]) {
      expect(stderr).toContain('config.ts:3:10: Unexpected "}"');
      expect(stderr).not.toMatch(/^ +at /m);
      expect(status).not.toBe(0);
    }
  });

  it('says how to install what only the report needs', () => {
    const command = join(project, 'node_modules/fargate-cron/dist/cli/fargate-cron.js');
    const { status, stderr } = node(project, command, 'report');
    expect(stderr).toBe(
      `the report needs hyparquet, not installed here: npm install --save-dev hyparquet@${peerDependencies.hyparquet}\n`,
    );
    expect(status).toBe(1);
  });
});

const managers = [
  ['npm', ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']],
  ['pnpm', ['npx', '--yes', 'pnpm@10.34.8', 'install', '--prefer-offline', '--ignore-scripts']],
] as const;

// Each writes four hundred megabytes, most of them the provider's bindings.
const isLong = process.env['TEST_LONG'] === '1';
const title = `${isLong ? '' : 'skipped without TEST_LONG=1: '}installed by a package manager`;

(isLong ? describe : describe.skip)(title, () => {
  test.each(managers)('%s', (name, [program, ...args]) => {
    const project = projectIn(name);
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({
        private: true,
        dependencies: { 'fargate-cron': `file:${packed.tarball}` },
      }),
    );
    execFileSync(program, args, { cwd: project, stdio: 'ignore' });
    expect(existsSync(join(project, 'node_modules/.bin/fargate-cron'))).toBe(true);
    expectToWork(project);
  });
});
