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
    .option('--serve', 'show it on this machine, and keep it new, until Ctrl-C')
    .option('--port <number>', 'where --serve listens on 127.0.0.1', '4180')
    .option('--publish <place>', 'put it to s3://bucket/key, and print a link to it that ends')
    .option('--link-hours <number>', 'how long the link of --publish lasts', '24')
    .action(async (options: WriteReport.ReportOptions) => {
      const { writeReport } = require('../report/write-report') as typeof WriteReport;
      await writeReport(options);
    });
  examples(command, [
    ['npx fargate-cron report', 'one page: what went wrong, all runs, data, what is deployed'],
    ['npx fargate-cron report --serve', 'the same, kept new'],
    ['npx fargate-cron report --publish s3://acme-pages/jobs.html', 'for who has no credentials'],
    ['npx fargate-cron report --days 90 --symbols AAPL,MSFT', 'of a quarter, with two charts'],
  ]);
}
