import { findBotocore } from '../tools/moto';
import { allRules, type RulesOptions } from './rules';
import { startStrictAws } from './strict-aws';

/** What `startLocalAws` tells the process that it starts beside moto, as JSON. */
export interface ServeOptions extends Pick<RulesOptions, 'seed'> {
  /** The checkout. */
  readonly directory: string;
  readonly port: number;
  /** Where moto answers. */
  readonly target: string;
}

const { port, target, directory, seed } = JSON.parse(process.argv[2] ?? '') as ServeOptions;
const rules = allRules({ seed, botocore: () => findBotocore(directory) });

startStrictAws({ target, rules, port }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
