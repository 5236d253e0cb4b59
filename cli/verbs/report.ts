import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { loadProject } from '../deployed/project';
import { gather } from '../report/gather';
import { renderPage } from '../report/page';
import { print, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { examples } from './verb';

interface ReportOptions {
  readonly out: string;
  readonly days: string;
  readonly symbols?: string;
}

const mostDays = 3650;

export function define(command: Command): void {
  command
    .option('--out <file>', 'where to write it', 'report.html')
    .option('--days <number>', 'how far back', '365')
    .option(
      '--symbols <list>',
      'symbols whose prices are shown, such as AAPL,^GSPC (default: the first six)',
    )
    .action(report);
  examples(command, [
    ['npx fargate-cron report', 'one page about runs, data and what is deployed'],
    ['npx fargate-cron report --days 90 --symbols AAPL,MSFT', 'of a quarter, with two charts'],
  ]);
}

/** Writes one HTML file that needs nothing beside it. */
async function report(options: ReportOptions): Promise<void> {
  const days = /^\d+$/.test(options.days) ? Number(options.days) : NaN;
  const [problem] = wholeNumberProblems(days, 1, mostDays, 'days');
  if (problem !== undefined) throw new UsageError(`--days ${problem}`);
  const settings = loadProject();
  const { runs, page } = await withSpinner('Reading the lake', async (say) => {
    const facts = await gather(settings, {
      now: new Date(),
      days,
      symbols: options.symbols?.split(',').map((symbol) => symbol.trim()),
    });
    say('Drawing');
    return { runs: facts.runs, page: await renderPage(facts) };
  });
  writeFileSync(options.out, page);
  const { manifests, broken } = runs;
  print(
    [
      `${options.out}: ${manifests.length} ${manifests.length === 1 ? 'run' : 'runs'} of the last ${days} days`,
      ...broken.map(({ key, reason }) => `skipped ${key}: ${reason}`),
    ].join('\n'),
  );
}
