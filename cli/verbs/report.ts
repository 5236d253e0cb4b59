import type { Command } from 'commander';
import type * as WriteReport from '../report/write-report';
import { examples } from './verb';

export function define(command: Command): void {
  command
    .option('--out <file>', 'where to write it', 'report.html')
    .option('--days <number>', 'how far back', '365')
    .option(
      '--symbols <list>',
      'symbols whose prices are shown, such as AAPL,^GSPC (default: the first six)',
    )
    .action(async (options: WriteReport.ReportOptions) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- see verbs.ts
      const { writeReport } = require('../report/write-report') as typeof WriteReport;
      await writeReport(options);
    });
  examples(command, [
    ['npx fargate-cron report', 'one page about runs, data and what is deployed'],
    ['npx fargate-cron report --days 90 --symbols AAPL,MSFT', 'of a quarter, with two charts'],
  ]);
}
