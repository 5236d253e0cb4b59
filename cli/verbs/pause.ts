import type { Command } from 'commander';
import type * as PauseJob from '../pause/pause-job';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('<job>', 'a job of config.ts')
    .option('--until <time>', 'when it runs again by itself, such as 2026-12-24T00:00:00Z')
    .option('--reason <text>', 'why, kept in the history')
    .action(async (job: string, options: PauseJob.PauseOptions) => {
      const { pauseJob } = require('../pause/pause-job') as typeof PauseJob;
      await pauseJob(job, options);
    });
  examples(command, [
    ["npx fargate-cron pause weekly-crawl --reason 'OPS-123 the vendor is down'", 'until resumed'],
    ['npx fargate-cron pause weekly-crawl --until 2026-12-24', 'until that day'],
  ]);
}
