import { Testing, type TerraformStack } from 'cdktf';
import type { Config } from './stacks/config/config';
import { createStacks } from './stacks/project';
import type { Surroundings } from './stacks/rules/arns';
import { loadSettings } from './stacks/settings/load-settings';
import './stacks/testing/matchers';
import { Prediction, type Stacks } from './stacks/testing/prediction';

export type { Surroundings } from './stacks/rules/arns';
export type { Call, Role } from './stacks/testing/permissions';
export { Prediction, type PredictedSchedule, type Stacks } from './stacks/testing/prediction';

/**
 * The Terraform JSON of each stack of an environment.
 *
 * @param now what begins before it has begun; without it nothing has
 * @throws ConfigError with everything that is wrong with the configuration
 */
export function synthesize(config: Config, environment: string, now?: Date): Stacks {
  const settings = loadSettings(config, { FARGATE_CRON_ENV: environment }, now);
  const stacks = Object.entries<TerraformStack>(createStacks(Testing.app(), settings));
  for (const [, stack] of stacks) stack.prepareStack();
  return Object.fromEntries(
    stacks.map(([id, stack]) => [id, JSON.parse(Testing.synth(stack, true))]),
  ) as Stacks;
}

/** What an apply of an environment would make, see `Prediction`. */
export function predict(
  config: Config,
  environment: string,
  surroundings?: Partial<Surroundings>,
): Prediction {
  return new Prediction(synthesize(config, environment), surroundings);
}
