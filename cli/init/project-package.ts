import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { optionalPackages } from '../../stacks/settings/optional-packages';
import { packageFolder } from '../../stacks/settings/package-folder';
import type { Template } from './template-names';

/** What stands in the package.json of this package. */
interface OwnPackage {
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** What synthesis needs. */
const peers = ['@cdktf/provider-aws', '@cdktf/provider-docker', 'cdktf', 'constructs'];

/** What the first test, the compiler and cdktf are. */
const tools = [
  '@swc/core',
  '@swc/jest',
  '@types/jest',
  '@types/node',
  'cdktf-cli',
  'jest',
  'typescript',
];

/** The package.json of a new project. Its versions are those that this package is tested with. */
export function projectPackage(name: string, template: Template): string {
  const own = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as OwnPackage;
  const versionsOf = (names: readonly string[]) =>
    Object.fromEntries(names.map((each) => [each, own.devDependencies[each]]));
  const forDemo = [
    ...optionalPackages['the demo'],
    ...(template === 'crawler' ? optionalPackages['the demo of the crawler'] : []),
  ];
  const content = {
    name,
    private: true,
    scripts: { test: 'tsc && jest' },
    dependencies: sorted({ ...versionsOf(peers), 'fargate-cron': own.version }),
    devDependencies: sorted(versionsOf([...tools, ...forDemo])),
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

function sorted(versions: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(versions).sort(([a], [b]) => (a < b ? -1 : 1)));
}
