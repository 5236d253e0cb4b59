import { allRules, type RulesOptions } from './rules';
import { startStrictAws } from './strict-aws';

/** What `startLocalAws` tells the process that it starts beside moto, as JSON. */
export interface ServeOptions extends RulesOptions {
  readonly port: number;
  /** Where moto answers. */
  readonly target: string;
}

const { port, target, ...options } = JSON.parse(process.argv[2] ?? '') as ServeOptions;
startStrictAws({ target, rules: allRules(options), port }).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
