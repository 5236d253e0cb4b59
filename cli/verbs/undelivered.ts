import type { Command } from 'commander';
import type * as Show from '../undelivered/show-undelivered';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('[job]', 'a job of config.ts (default: all, and what is no job)')
    .option('--redeliver', 'start these runs, and take each out of the queue once it is started')
    .option('--discard', 'take them out of the queue without starting them')
    .option('--reason <text>', 'why they are started, kept with the task or the execution')
    .option('--json', 'print JSON')
    .action(async (job: string | undefined, options: Show.UndeliveredOptions) => {
      const { showUndelivered } = require('../undelivered/show-undelivered') as typeof Show;
      process.exitCode = await showUndelivered(job, options);
    });
  examples(command, [
    ['npx fargate-cron undelivered', 'which runs were not started, and why'],
    ['npx fargate-cron undelivered weekly-crawl --redeliver', 'start those of a job again'],
    ['npx fargate-cron undelivered --discard', 'nobody wants them any more'],
  ]);
}
