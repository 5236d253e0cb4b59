import { join, relative } from 'node:path';
import type { Config } from '../../stacks/config/config';
import { packageFolder } from '../../stacks/settings/package-folder';
import { UsageError } from '../usage-error';

/** What is not the user's, by its path in their project: an error that was thrown there is about its caller. */
const notTheirs = /^(?:\.\.\/|(?:.*\/)?node_modules\/)/;
/** And by its path in this package, which the project may be. */
const ours = /^(?:index\.ts$|(?:cli|stacks|local|crawler)\/)/;

/**
 * What `config.ts` exports.
 *
 * @param project the folder that it stands in
 * @throws UsageError when it cannot be read, with the line that is the reason
 */
export function readConfig(project: string): Config {
  let config: unknown;
  try {
    // Only when a verb needs it, so that others answer sooner. import() would go past the loader,
    // which hooks into require.
    // oxlint-disable-next-line typescript/no-require-imports
    config = (require(join(project, 'config.ts')) as { default?: unknown }).default;
  } catch (error) {
    throw new UsageError(`config.ts cannot be read: ${whyOf(error, project)}`);
  }
  if (typeof config !== 'object' || config === null) {
    throw new UsageError('config.ts must export its configuration: export default defineConfig(…)');
  }
  return config as Config;
}

/** `config.ts:3:7: jobs is not defined` */
function whyOf(error: unknown, project: string): string {
  if (!(error instanceof Error)) return `it throws ${String(error)}`;
  // Below the first line Node says who asked for a module that is missing.
  const [message = ''] = error.message.split('\nRequire stack:');
  const place = placeOf(error, project);
  return place === undefined ? message : `${place}: ${message}`;
}

/** The innermost line of the user's own files. */
function placeOf({ stack = '' }: Error, project: string): string | undefined {
  return [...stack.matchAll(/^ +at .*?\(?(\/[^()]+):(\d+):(\d+)\)?$/gm)]
    .filter(([, path = '']) => !ours.test(relative(packageFolder, path)))
    .map(([, path = '', line = '', column = '']) => ({
      path: relative(project, path),
      line,
      column,
    }))
    .filter(({ path }) => !notTheirs.test(path))
    .map(({ path, line, column }) => `${path}:${line}:${column}`)[0];
}
