import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { templateNames, type Template } from '../../cli/init/template-names';
import { readOutputs, stackIds } from '../../local/deployment';
import { runProgram, type ProgramResult } from '../../local/program';
import { packPackage, type Packed } from '../../package/pack';
import { hasEngine, makeBaseImage } from './base-image';
import { shareTools } from './checkout';
import { LocalWorld } from './local-world';
import { resourcesIn } from './world';

/*
 * What somebody has who installs the package: nothing of this repository but its tarball, in a folder
 * outside it. The short form links the packages that this repository has installed, as pnpm lays them
 * out, so that what the package does not name as its own is not found; the long form has npm install
 * them, and goes the whole way with every template.
 */
jest.setTimeout(900_000);

const long = process.env['TEST_LONG'] === '1';
const repository = join(__dirname, '../..');
const engine = hasEngine();
const base = 'fargate-cron-own-project-base:latest';
const python = '/usr/bin/python3';

// With links resolved, as the programs see it.
const root = realpathSync(mkdtempSync(join(tmpdir(), 'fargate-cron-own-')));
const pathsOfThisMachine = new RegExp(`${root}|/store/`);
let packed: Packed;
let world: LocalWorld;
/** What the demo has the engine build, for it to be removed. */
const images: string[] = [];

beforeAll(async () => {
  packed = packPackage({ types: long });
  world = await LocalWorld.start(root);
  if (engine) {
    const programs = [
      { path: 'bin/node', from: process.execPath },
      { path: 'bin/sh', from: '/bin/sh' },
    ];
    const withPython = long && existsSync(python);
    const library = withPython
      ? execFileSync(python, ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'])
      : '';
    await makeBaseImage(
      base,
      withPython ? [...programs, { path: 'bin/python3', from: python }] : programs,
      withPython ? [String(library).trim()] : [],
    );
  }
  unpack(join(root, 'installer'));
  if (long) await npmInstall();
  else link();
});

afterAll(async () => {
  await world.stop();
  if (engine) await run(root, 'docker', 'image', 'rm', '--force', base, ...images);
  rmSync(packed.folder, { recursive: true });
  rmSync(root, { recursive: true });
});

interface PackageJson {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

function readPackage(folder: string): PackageJson {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;
}

function unpack(folder: string): void {
  mkdirSync(folder, { recursive: true });
  execFileSync('tar', ['-xzf', packed.tarball, '-C', folder, '--strip-components=1']);
}

/** Calls of the packed command that need nothing installed. */
function init(folder: string, ...args: readonly string[]): void {
  const linked = join(root, 'installer', 'node_modules');
  if (!existsSync(linked)) symlinkSync(join(repository, 'node_modules'), linked);
  const command = join(root, 'installer/dist/cli/fargate-cron.js');
  execFileSync(process.execPath, [command, 'init', folder, ...args], { cwd: root });
}

/** The crawler's project needs what every project needs, and more. */
function installed(): PackageJson {
  init('installed', '--template', 'crawler');
  return readPackage(join(root, 'installed'));
}

/** From the cache that `npm ci` filled: it has no lists of versions, so that a lock file has to name them. */
async function npmInstall(): Promise<void> {
  const folder = join(root, 'installed');
  const project = installed();
  project.dependencies['fargate-cron'] = `file:${packed.tarball}`;
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project));
  const { packages } = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { readonly link?: true }>;
  };
  const known = Object.entries(packages).filter(
    ([path, { link: workspace }]) => path.startsWith('node_modules/') && workspace === undefined,
  );
  const lock = { lockfileVersion: 3, packages: { '': project, ...Object.fromEntries(known) } };
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const options = ['--prefer-offline', '--no-audit', '--no-fund'];
  const result = await run(folder, 'npm', 'install', ...options);
  if (result.exitCode !== 0) throw new Error(result.output);
}

function link(): void {
  const { dependencies, devDependencies } = installed();
  const [modules, store] = ['installed', 'installed/store'].map((folder) =>
    join(root, folder, 'node_modules'),
  ) as [string, string];
  unpack(join(store, 'fargate-cron'));
  const own = readPackage(join(store, 'fargate-cron'));
  const needed = Object.keys({ ...dependencies, ...devDependencies });
  for (const name of [...Object.keys(own.dependencies), ...needed]) {
    if (name !== 'fargate-cron') linkTo(join(store, name), join(repository, 'node_modules', name));
  }
  for (const name of needed) linkTo(join(modules, name), join(store, name));
  const bin = join(modules, '.bin');
  linkTo(join(bin, 'cdktf'), join(repository, 'node_modules/.bin/cdktf'));
  linkTo(join(bin, 'fargate-cron'), join(store, 'fargate-cron/dist/cli/fargate-cron.js'));
}

function linkTo(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}

/** A new project of a template, with everything installed. */
function project(template: Template): string {
  const folder = join(root, `my-${template}`);
  init(folder, '--template', template);
  symlinkSync(join(root, 'installed/node_modules'), join(folder, 'node_modules'));
  shareTools(folder);
  return folder;
}

function run(cwd: string, program: string, ...args: readonly string[]): Promise<ProgramResult> {
  return runProgram(program, args, { cwd, env: world.env });
}

function fargateCron(folder: string, ...args: readonly string[]): Promise<ProgramResult> {
  return run(folder, 'node_modules/.bin/fargate-cron', ...args);
}

/** Gives the job another word to say, and a second one beside it. */
function change(folder: string): void {
  const file = join(folder, 'config.ts');
  const config = readFileSync(file, 'utf8');
  const args = `args: { BASE_IMAGE: '${base}' }`;
  const changed = config
    .replace("GREETING: 'Hello'", "GREETING: 'Good morning'")
    .replace("{ build: './jobs/hello' }", `{ build: './jobs/hello', ${args} }`)
    .replace(
      '  jobs: [\n',
      `  jobs: [
    {
      name: 'goodbye',
      schedule: 'rate(1 hour)',
      image: { build: './jobs/goodbye', ${args} },
      environment: { GREETING: 'Goodbye' },
    },
`,
    );
  writeFileSync(file, changed);
  cpSync(join(folder, 'jobs/hello'), join(folder, 'jobs/goodbye'), { recursive: true });
}

/** What stands in the JSON of a synthesized stack. */
function stack(folder: string, id: string): string {
  return readFileSync(join(folder, 'cdktf.out/stacks', id, 'cdk.tf.json'), 'utf8');
}

/** What the demo has to say of each job. */
function expectFired(template: Template, { exitCode, output }: ProgramResult): void {
  if (template === 'crawler') {
    expect(output).toMatch(/^exit code 0; logs in /m);
    expect(exitCode).toBe(0);
  } else if (engine) {
    expect(output).toMatch(/^Good morning! This is the run of \d{4}-.*Z\.$/m);
    // Once, without a terminal.
    expect(output.match(/Good morning! This is the run of/g)).toHaveLength(1);
    expect(output).toMatch(/^Goodbye! This is the run of \d{4}-.*Z\.$/m);
    expect(output.match(/^exit code 0; logs in /gm)).toHaveLength(2);
    expect(exitCode).toBe(0);
  } else {
    expect(output).toMatch(/^Nothing ran: (no Docker engine answers|Docker is not installed)\.$/m);
    expect(exitCode).toBe(1);
  }
}

/** Deploys, fires, plans and destroys. */
async function expectWholeWay(folder: string, template: Template): Promise<void> {
  const { exitCode, output } = await fargateCron(folder, 'demo');
  images.push(...imagesOf(folder));
  expectFired(template, { exitCode, output });
  // No path of this machine, and none that a package manager makes up.
  for (const id of stackIds) expect(stack(folder, id)).not.toMatch(pathsOfThisMachine);

  const plan = await fargateCron(folder, 'plan');
  expect(plan.exitCode === 0 ? '' : plan.output).toBe('');

  const destroyed = await fargateCron(folder, 'demo', '--destroy');
  expect(destroyed.exitCode === 0 ? '' : destroyed.output).toBe('');
  await expect(resourcesIn(world.endpoint)).resolves.toEqual([]);
}

/** The names of the images that the demo has built. */
function imagesOf(folder: string): string[] {
  const uris = readOutputs(folder, 'image')['image_uris'] as Record<string, string>;
  return Object.values(uris);
}

test('a job of your own, and a second one: deployed, fired, planned and destroyed', async () => {
  const folder = project('node');
  change(folder);
  await expectWholeWay(folder, 'node');
});

describe.each(templateNames)('a new project of the template %s', (template) => {
  const folder = join(root, `my-${template}`);

  test('has the four stacks, and of the crawler what it uses', async () => {
    if (!existsSync(folder)) project(template);
    const { exitCode, output } = await run(
      folder,
      process.execPath,
      ...['-r', 'fargate-cron/load', 'main.ts'],
    );
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: '' });
    const crawls = template === 'crawler';
    expect(stack(folder, 'image').includes('-local-crawler')).toBe(crawls);
    expect(stack(folder, 'task').includes('aws_glue_catalog_database')).toBe(crawls);
    expect(stack(folder, 'schedule')).toContain(crawls ? 'weekly-crawl' : 'hello');
  });
});

const isNew = (template: Template) => template !== 'node';
const canRun = (template: Template) => template !== 'python' || !engine || existsSync(python);
if (long && !canRun('python')) {
  console.warn(`There is no ${python}: the template python does not go the whole way.`);
}

const title = `${long ? '' : 'skipped without TEST_LONG=1: '}with what npm installs, in its long form`;

(long ? describe : describe.skip)(title, () => {
  test.each(templateNames)('%s passes the tests that it comes with', async (template) => {
    const { exitCode, output } = await run(join(root, `my-${template}`), 'npm', 'test');
    expect(exitCode === 0 ? '' : output).toBe('');
  });

  test.each(templateNames.filter(isNew).filter(canRun))(
    '%s goes the whole way',
    async (template) => {
      const folder = join(root, `my-${template}`);
      if (template !== 'crawler') change(folder);
      await expectWholeWay(folder, template);
    },
  );
});
