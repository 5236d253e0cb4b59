import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { packageFolder } from '../../stacks/settings/package-folder';
import { Failure } from '../failure';
import { print } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { projectPackage } from './project-package';
import type { Template } from './template-names';

const templates = join(packageFolder, 'cli', 'init', 'templates');

/** The name that the templates have where the project's own goes. */
const placeholder = 'my-jobs';
const longestName = 32;

/** In a later folder stands what is left open in those before it. */
const foldersOf: Readonly<Record<Template, readonly string[]>> = {
  node: ['project', 'hello', 'node'],
  python: ['project', 'hello', 'python'],
  shell: ['project', 'hello', 'shell'],
  crawler: ['project', 'crawler'],
};

/** What this repository uses itself. */
const ours = [
  '.nvmrc',
  '.github/workflows/plan.yml',
  '.github/workflows/apply.yml',
  'providers/versions.tf',
  'providers/.terraform.lock.hcl',
];

/**
 * Writes a new project and says what to do next.
 *
 * @throws UsageError when the folder holds something already
 */
export function writeProject(folder: string, template: Template): void {
  const directory = resolve(folder);
  refuseOccupied(directory, folder);
  const name = nameFor(directory);
  const files = new Map(
    foldersOf[template].flatMap((part) => filesIn(join(templates, part), name)),
  );
  for (const file of ours) files.set(file, readFileSync(join(packageFolder, file), 'utf8'));
  files.set('package.json', projectPackage(name, template));
  for (const [path, text] of files) write(join(directory, path), text);
  print(nextSteps(folder, template));
}

/** A repository that is as new as its project has `.git` and nothing else. */
function refuseOccupied(directory: string, folder: string): void {
  let found: string[];
  try {
    found = readdirSync(directory).filter((name) => name !== '.git');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return;
    if (code === 'ENOTDIR') {
      throw new UsageError(`${folder} is a file, or lies below one: name a new folder`);
    }
    throw new Failure(`${folder} cannot be read: ${code ?? String(error)}`);
  }
  if (found.length > 0) {
    throw new UsageError(
      `${folder === '.' ? directory : folder} is not empty (${shortList(found)}): a project is written to a new or an empty folder, so that nothing is overwritten`,
    );
  }
}

function shortList(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown}, and ${names.length - 3} more` : shown;
}

/** The folder's name as far as a project may be called so; it is the beginning of every AWS name. */
function nameFor(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestName)
    .replace(/-+$/, '');
  return name === '' ? placeholder : name;
}

function filesIn(folder: string, project: string): (readonly [path: string, text: string])[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      // npm publishes no .gitignore.
      const path = join(relative(folder, parentPath), name === 'gitignore' ? '.gitignore' : name);
      return [path, readFileSync(file, 'utf8').replaceAll(placeholder, project)];
    });
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure(`${file} cannot be written: ${code ?? String(error)}`);
  }
}

function nextSteps(folder: string, template: Template): string {
  const enter = relative('', folder) === '' ? '' : `cd ${quoted(folder)} && `;
  const job = template === 'crawler' ? 'weekly-crawl' : 'hello, from jobs/hello/';
  return [
    `A project with one job, ${job}. Next:`,
    `  ${enter}npm install`,
    '  npx fargate-cron demo   # a local AWS, the job deployed and fired once',
    '  npm test                # your own tests, of types, times and rights',
  ].join('\n');
}

/** As a shell takes it. */
function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
