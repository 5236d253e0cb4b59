import type { Command } from 'commander';
import type * as ShowStatus from '../runs/show-status';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('[job]', 'a job of config.ts (default: all)')
    .option('--runs <number>', 'how many of the latest runs of each job', '5')
    .option('--utc', "all times in UTC, not in the zone of each job's schedule")
    .option('--watch', 'draw it again every few seconds, until Ctrl-C')
    .option('--json', 'print JSON')
    .action(async (job: string | undefined, options: ShowStatus.StatusOptions) => {
      const { showStatus } = require('../runs/show-status') as typeof ShowStatus;
      await showStatus(job, options);
    });
  examples(command, [
    ['npx fargate-cron status', "did last Friday's run work?"],
    ['npx fargate-cron status weekly-crawl --runs 20 --json', 'for a script'],
  ]);
}
