import type { Command } from 'commander';
import type * as LocalAws from '../aws/local-aws';
import type { Verb } from './verb';

/** Lets a verb, or each part of it, take the environment as an option. */
export function takeEnvironment(verb: Command, { asksAws = false }: Pick<Verb, 'asksAws'>): void {
  for (const command of verb.commands.length > 0 ? verb.commands : [verb]) {
    command
      .option('--env <name>', 'an environment of config.ts (default: FARGATE_CRON_ENV, else local)')
      .hook('preAction', async () => {
        const { env } = command.opts<{ env?: string }>();
        // What the verb starts, such as Terraform and cdktf, goes by the variable.
        if (env !== undefined) process.env['FARGATE_CRON_ENV'] = env;
        if (!asksAws) return;
        const { askLocalAws } = require('../aws/local-aws') as typeof LocalAws;
        await askLocalAws();
      });
  }
}
