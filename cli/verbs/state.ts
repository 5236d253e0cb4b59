import type { Command } from 'commander';
import type * as InitState from '../deployed/init-state';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .command('init')
    .description('create the state bucket of the environment; safe to run again')
    .action(async () => {
      const { initState } = require('../deployed/init-state') as typeof InitState;
      await initState();
    });
  examples(command, [['npx fargate-cron state init --env prod', 'once, before `deploy`']]);
}
