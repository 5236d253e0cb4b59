import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { builtCheckout } from '../built-checkout';

const heldClock = join(__dirname, '..', 'e2e', 'held-clock.cjs');

/**
 * Runs the command to its end, as a shell without a terminal would, on a day that stays the same.
 *
 * @param checkout whose command and config.ts it is
 * @param folder where it is called
 */
export function fargateCron(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  checkout: string = builtCheckout(),
  folder: string = checkout,
) {
  const command = ['--require', heldClock, join(checkout, 'cli', 'fargate-cron.js'), ...args];
  return spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      NO_COLOR: undefined,
      FORCE_COLOR: undefined,
      HELD_CLOCK: '2026-11-24T00:00:00Z',
      ...env,
    },
  });
}
