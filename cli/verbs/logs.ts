import type { Command } from 'commander';
import type * as JobLogs from '../start/job-logs';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('<job>', 'a job of config.ts')
    .option('--last <number>', 'how many of the latest runs, the oldest first', '1')
    .option('--since <time>', 'all runs since then: 2h, 3d, or 2026-11-27T00:00:00Z')
    .option('--follow', 'wait for new lines, of these and of later runs')
    .option('--json', 'print each line as JSON')
    .action(async (job: string, options: JobLogs.LogsOptions) => {
      const { showLogs } = require('../start/job-logs') as typeof JobLogs;
      await showLogs(job, options);
    });
  examples(command, [
    ['npx fargate-cron logs weekly-crawl', 'the last run'],
    ['npx fargate-cron logs weekly-crawl --last 3', 'the last three runs'],
    ['npx fargate-cron logs weekly-crawl --since 2h --follow', 'two hours, and what comes'],
  ]);
}
