import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');

/**
 * Runs the command to its end, as a shell without a terminal would.
 *
 * @param checkout whose command and config.ts it is
 */
export function fargateCron(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  checkout: string = root,
) {
  return spawnSync(process.execPath, [join(checkout, 'cli', 'fargate-cron.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...env },
  });
}
