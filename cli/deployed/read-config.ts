import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import type * as ConfigFile from '../../config';
import type { Config } from '../../stacks/config/config';
import { UsageError } from '../usage-error';

/** What of a checkout is not the user's: an error that was thrown there is about its caller. */
const notTheirs = /^(?:\.\.\/|cli\/|stacks\/|local\/|crawler\/|node_modules\/)/;

/**
 * What `config.ts` exports.
 *
 * @param checkout the folder that it stands in
 * @throws UsageError when it cannot be read, with the line that is the reason
 */
export function readConfig(checkout: string): Config {
  const file = join(checkout, 'config.ts');
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no config.ts in ${checkout}: the README shows what stands in one`,
    );
  }
  let config: unknown;
  try {
    // Only when a verb needs it, so that others answer sooner. import() would go past the loader,
    // which hooks into require.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    config = (require(file) as Partial<typeof ConfigFile>).default;
  } catch (error) {
    throw new UsageError(`config.ts cannot be read: ${whyOf(error, checkout)}`);
  }
  if (typeof config !== 'object' || config === null) {
    throw new UsageError('config.ts must export its configuration: export default defineConfig(…)');
  }
  return config as Config;
}

/** `config.ts:3:7: jobs is not defined` */
function whyOf(error: unknown, checkout: string): string {
  if (!(error instanceof Error)) return `it throws ${String(error)}`;
  // Below the first line Node says who asked for a module that is missing.
  const [message = ''] = error.message.split('\nRequire stack:');
  const place = placeOf(error, checkout);
  return place === undefined ? message : `${place}: ${message}`;
}

/** The innermost line of the user's own files. */
function placeOf({ stack = '' }: Error, checkout: string): string | undefined {
  return [...stack.matchAll(/^ +at .*?\(?(\/[^()]+):(\d+):(\d+)\)?$/gm)]
    .map(([, path = '', line = '', column = '']) => ({
      path: relative(checkout, path),
      line,
      column,
    }))
    .filter(({ path }) => !notTheirs.test(path))
    .map(({ path, line, column }) => `${path}:${line}:${column}`)[0];
}
