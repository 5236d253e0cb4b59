import type { Command } from 'commander';
import type * as ShowNext from '../runs/show-next';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .argument('[job]', 'a job of config.ts')
    .option(
      '--expression <expression>',
      "a schedule instead of a job's, such as 'cron(0 18 ? * FRI *)'",
    )
    .option('--rule', 'parse the expression as EventBridge rules do')
    .option('--time-zone <zone>', 'IANA zone of the expression (default: UTC)')
    .option('--timeout <minutes>', 'mark runs that start within this time of the previous one')
    .option(
      '--from <time>',
      'list runs from this time on, such as 2026-11-27T00:00:00Z (default: now)',
    )
    .option('-n, --count <number>', 'how many runs', '5')
    .option('--json', 'print JSON')
    .action((job: string | undefined, options: ShowNext.NextOptions) => {
      const { showNext } = require('../runs/show-next') as typeof ShowNext;
      showNext(job, options);
    });
  examples(command, [
    ['npx fargate-cron next weekly-crawl', 'the next five runs of a job'],
    ["npx fargate-cron next --expression '0 18 * * 5'", 'a crontab line as a schedule'],
    ["npx fargate-cron next --expression 'rate(1 hour)' -n 2 --json", 'for a script'],
  ]);
}
