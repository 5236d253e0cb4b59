import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { templateNames } from '../../../cli/init/template-names';
import { writeProject } from '../../../cli/init/write-project';
import { UsageError } from '../../../cli/usage-error';

const root = mkdtempSync(join(tmpdir(), 'fargate-cron-init-'));
let printed: jest.SpiedFunction<typeof process.stdout.write>;

beforeEach(() => {
  printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => {
  printed.mockRestore();
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

interface ProjectPackage {
  readonly name: string;
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

function read(...path: string[]): string {
  return readFileSync(join(root, ...path), 'utf8');
}

test.each(templateNames)('%s: a project that names itself after its folder', (template) => {
  writeProject(join(root, `My ${template}`, 'price Jobs!'), template);
  const folder = join(`My ${template}`, 'price Jobs!');
  expect(read(folder, 'config.ts')).toContain("project: 'price-jobs'");
  expect(read(folder, 'config.ts')).toContain("bucket: 'price-jobs-dev-state'");
  expect(read(folder, '__tests__/jobs.test.ts')).toContain('price-jobs-prod-');
  expect(read(folder, '.gitignore')).toContain('node_modules/');
  const ignored = {
    own: readFileSync(join(__dirname, '../../../.gitignore'), 'utf8'),
    its: read(folder, '.gitignore'),
  };
  for (const text of Object.values(ignored)) {
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['/plan/', '*.tfplan*', '/report.html']),
    );
  }
  expect(existsSync(join(root, folder, 'jobs/hello/Dockerfile'))).toBe(template !== 'crawler');
  for (const file of ['main.ts', 'cdktf.json', 'tsconfig.json', '.nvmrc']) {
    expect(existsSync(join(root, folder, file))).toBe(true);
  }
});

test('the versions are those that this package is tested with', () => {
  writeProject(join(root, 'versions'), 'crawler');
  const { name, dependencies, devDependencies } = JSON.parse(
    read('versions', 'package.json'),
  ) as ProjectPackage;
  expect(name).toBe('versions');
  expect(Object.keys(dependencies)).toContain('fargate-cron');
  expect(Object.keys(dependencies)).toContain('cdktf');
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
  }
});

test('the workflows are those of this repository', () => {
  writeProject(join(root, 'workflows'), 'node');
  for (const file of ['plan.yml', 'apply.yml']) {
    const own = readFileSync(join(__dirname, '../../../.github/workflows', file), 'utf8');
    expect(read('workflows/.github/workflows', file)).toBe(own);
  }
});

test('the providers are locked as this repository locks them, and Dependabot knows it', () => {
  writeProject(join(root, 'locked'), 'shell');
  for (const file of ['versions.tf', '.terraform.lock.hcl']) {
    const own = readFileSync(join(__dirname, '../../../providers', file), 'utf8');
    expect(read('locked/providers', file)).toBe(own);
  }
  expect(read('locked/.github/dependabot.yml')).toContain('directory: /providers');
});

test('three lines say what to do next', () => {
  const folder = join(root, "an owner's");
  writeProject(folder, 'python');
  const [, ...lines] = String(printed.mock.calls[0]?.[0]).trimEnd().split('\n');
  expect(lines).toEqual([
    `  cd '${root}/an owner'\\''s' && npm install`,
    expect.stringMatching(/^ {2}npx fargate-cron demo +# /),
    expect.stringMatching(/^ {2}npm test +# /),
  ]);
});

test.each([
  ['1984', 'my-jobs'],
  ['22-Ärger_im  Büro', 'rger-im-b-ro'],
  [`${'a'.repeat(31)}-b`, 'a'.repeat(31)],
])('of the folder %s the project is called %s', (folder, name) => {
  writeProject(join(root, folder), 'shell');
  expect(read(folder, 'config.ts')).toContain(`project: '${name}',`);
});

test('a repository without a file is an empty folder', () => {
  mkdirSync(join(root, 'cloned', '.git'), { recursive: true });
  writeProject(join(root, 'cloned'), 'node');
  expect(existsSync(join(root, 'cloned', 'config.ts'))).toBe(true);
});

test('a folder with anything in it is left as it is', () => {
  const folder = join(root, 'taken');
  mkdirSync(folder);
  for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(join(folder, name), name);
  expect(() => {
    writeProject(folder, 'node');
  }).toThrow(
    new UsageError(
      `${folder} is not empty (a, b, c, and 2 more): a project is written to a new or an empty folder, so that nothing is overwritten`,
    ),
  );
  expect(existsSync(join(folder, 'config.ts'))).toBe(false);
});

test('a file is no folder', () => {
  writeFileSync(join(root, 'file'), '');
  for (const path of ['file', 'file/below']) {
    expect(() => {
      writeProject(join(root, path), 'node');
    }).toThrow(/\/file(\/below)? is a file, or lies below one/);
  }
});
