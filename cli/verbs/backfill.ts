import type { Command } from 'commander';
import type * as BackfillJob from '../start/backfill/backfill-job';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('<job>', 'a job of config.ts')
    .requiredOption('--from <time>', 'the first scheduled time, such as 2026-11-20T00:00:00Z')
    .requiredOption('--to <time>', 'the last one')
    .option('--failed', 'those that failed, timed out, were interrupted or stopped')
    .option('--missing', 'those that had no run (default: both)')
    .option('--unknown', 'those of which nothing is known, as before the history')
    .option('--parallel <number>', 'how many runs at once', '1')
    .option('--most <number>', 'refuse to start more runs than that', '100')
    .option('--dry-run', 'list them, and start none')
    .option('--reason <text>', 'why they are started, kept with the tasks or the executions')
    .option('--json', 'print what became of each as JSON')
    .action(async (job: string, options: BackfillJob.BackfillOptions) => {
      const { backfillJob } = require('../start/backfill/backfill-job') as typeof BackfillJob;
      process.exitCode = await backfillJob(job, options);
    });
  examples(command, [
    [
      'npx fargate-cron backfill nightly --from 2026-11-01 --to 2026-11-20 --dry-run',
      'which ones?',
    ],
    [
      "npx fargate-cron backfill nightly --from 2026-11-01 --to 2026-11-20 --reason 'OPS-123'",
      'the oldest first',
    ],
    ['npx fargate-cron backfill nightly --from 2026-11-01 --to 2026-11-20 --failed', 'no others'],
  ]);
}
