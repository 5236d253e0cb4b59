/*
 * What a project imports. The stacks are required when they are made: CDKTF takes longer to load
 * than a command that reads config.ts alone may take.
 */
/* oxlint-disable typescript/no-require-imports -- import() would go past the loader */
import type { Config } from './stacks/config/config';
import type * as Project from './stacks/project';
import type * as LoadSettings from './stacks/settings/load-settings';
import type * as Synthesize from './stacks/synthesize';
import type { Settings } from './stacks/settings/settings';

export {
  defineConfig,
  type Config,
  type EnvironmentConfig,
  type JobConfig,
} from './stacks/config/config';
export { ConfigError, type Problem } from './stacks/config/config-error';
export type { JobSettings, Settings } from './stacks/settings/settings';
export type { SynthesisOptions } from './stacks/synthesize';

/**
 * Writes the Terraform JSON of one environment to `cdktf.out`: all that `main.ts` does. What is wrong
 * with the configuration is printed, all at once, and the exit code of the process is 1 then.
 */
export function synthesize(config: Config, options: Synthesize.SynthesisOptions = {}): void {
  const { writeStacks } = require('./stacks/synthesize') as typeof Synthesize;
  writeStacks(config, { env: process.env, now: new Date(), aspects: [], ...options });
}

/**
 * Lays the chosen environment's values over the shared ones, applies the defaults and checks the
 * result against AWS's rules.
 *
 * @param env `FARGATE_CRON_ENV` names the environment, `local` when it is not set
 * @param now what begins before it has begun; without it nothing has
 * @throws ConfigError with every problem there is
 */
export function loadSettings(...args: Parameters<typeof LoadSettings.loadSettings>): Settings {
  const { loadSettings: load } = require('./stacks/settings/load-settings') as typeof LoadSettings;
  return load(...args);
}

/**
 * Makes the stacks of one environment in an app of yours, beside stacks of your own: four, and more
 * of the kind `schedule` where the configuration says so.
 *
 * @throws ConfigError with every text that is longer than AWS takes
 */
export function createStacks(
  ...args: Parameters<typeof Project.createStacks>
): ReturnType<typeof Project.createStacks> {
  return (require('./stacks/project') as typeof Project).createStacks(...args);
}
