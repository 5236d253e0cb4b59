import type { Command } from 'commander';
import type * as RunJob from '../start/run-job';
import { examples } from './verb';

function repeated(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

export function define(command: Command): void {
  command
    .argument('<job>', 'a job of config.ts')
    .option(
      '--at <time>',
      'the scheduled time of the run, such as 2026-11-27T23:00:00Z (default: now)',
    )
    .option('--reason <text>', 'why it is started, kept with the task or the execution')
    .option(
      '--variable <key=value>',
      'a variable of the container, for this run; repeat it',
      repeated,
    )
    .option('--command <line>', 'another command for this run, in words as a shell splits them')
    .option('--start-timeout <seconds>', 'stop the task if it does not run by then', '600')
    .option('--json', 'print the result as JSON, and the logs to standard error')
    .action(async (job: string, options: RunJob.RunOptions) => {
      const { runJob } = require('../start/run-job') as typeof RunJob;
      process.exitCode = await runJob(job, options);
    });
  examples(command, [
    ['npx fargate-cron run weekly-crawl', 'start it now and wait'],
    ['npx fargate-cron run weekly-crawl --at 2026-11-20T23:00:00Z', 'the run of last Friday again'],
    ["npx fargate-cron run weekly-crawl --reason 'OPS-123 the vendor was down'", 'say why'],
    [
      "npx fargate-cron run weekly-crawl --variable FROM=2026-11-01 --command 'crawl --all'",
      'with other settings, once',
    ],
  ]);
}
