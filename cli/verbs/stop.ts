import type { Command } from 'commander';
import type * as StopJob from '../start/stop-job';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('<job>', 'a job of config.ts')
    .option('--run <time>', 'the scheduled time of the run, where several go on')
    .option('--reason <text>', 'why it is stopped, kept with the task or the execution')
    .action(async (job: string, options: StopJob.StopOptions) => {
      const { stopJob } = require('../start/stop-job') as typeof StopJob;
      await stopJob(job, options);
    });
  examples(command, [
    ['npx fargate-cron stop weekly-crawl', 'the run that goes on'],
    [
      "npx fargate-cron stop weekly-crawl --run 2026-11-20T23:00:00Z --reason 'OPS-123 hangs'",
      'this one, and why',
    ],
  ]);
}
