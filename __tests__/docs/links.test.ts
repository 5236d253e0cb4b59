import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(__dirname, '../..');
/** What is kept in the repository; beside it lies what was made here. */
const folders = [
  '.ci',
  '.devcontainer',
  '.github',
  '__tests__',
  'bench',
  'cli',
  'crawler',
  'docs',
  'local',
  'stacks',
];
const files = [
  ...readdirSync(root).filter((name) =>
    /^(?:README|CONTRIBUTING|Makefile)|\.[cm]?[jt]s$/.test(name),
  ),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { encoding: 'utf8', recursive: true }).map(
      (path) => `${folder}/${path}`,
    ),
  ),
].filter((path) => !/(?:^|\/)(?:node_modules|dist|peers)\//.test(path));
/** For what a text calls by its name alone. */
const names = new Set(files.map((path) => basename(path)));
const pages = files.filter((path) => path.endsWith('.md') && !path.startsWith('__tests__/'));
/** The one that a reader is to write. */
const examples = ['crawler/src/sources/acme.ts'];

/** The anchor that GitHub gives a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
}

function brokenLinks(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^(?:https?|mailto):/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    if (anchor === undefined) return false;
    const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)];
    return !headings.some(([, heading = '']) => anchorOf(heading) === anchor);
  });
}

/** Files and folders of the repository that a text names and that are not there. */
function missingPaths(page: string, text: string): string[] {
  const paths = [...text.matchAll(/(?<![\w./<>-])\.?[\w-]+(?:\/[\w.-]+)+/g)]
    .map(([path]) => path.replace(/\.$/, ''))
    .filter((path) => folders.includes(path.split('/', 1)[0] ?? ''));
  const alone = [...text.matchAll(/`([\w-][\w.-]*\.(?:ts|cjs))`/g)].map(([, name = '']) => name);
  const from = ['', dirname(page), '__tests__'];
  return [
    ...paths.filter((path) => !from.some((folder) => existsSync(join(root, folder, path)))),
    ...alone.filter((name) => !names.has(name)),
  ].filter((path) => !examples.includes(path));
}

test.each(pages)('%s links and points to what is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  expect(brokenLinks(page, text)).toEqual([]);
  expect(missingPaths(page, text)).toEqual([]);
});

const commented = files.filter((path) =>
  /\.(?:[cm]?[jt]s|ya?ml)$|^(?:Makefile|\.ci\/run|\.devcontainer\/.+)$/.test(path),
);

test('comments point to what is there', () => {
  const missing = commented.flatMap((path) => {
    const comments = readFileSync(join(root, path), 'utf8').match(/(?:\/\/|^\s*\*|\/\*\*|#) .*$/gm);
    return missingPaths(path, (comments ?? []).join('\n')).map((gone) => `${path}: ${gone}`);
  });
  expect(missing).toEqual([]);
});

test('what is not there is found', () => {
  const text =
    'See [a](gone.md), [b](state.md#no-such-part), `stacks/gone.ts` and `cli/gone/`, `gone.ts`.';
  expect(brokenLinks('docs/alarms.md', text)).toEqual(['gone.md', 'state.md#no-such-part']);
  expect(missingPaths('docs/alarms.md', text)).toEqual(['stacks/gone.ts', 'cli/gone', 'gone.ts']);
});
