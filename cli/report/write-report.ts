import { writeFileSync } from 'node:fs';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { loadProject } from '../deployed/project';
import { print, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { describeCheck } from './checks';
import { gather } from './gather';
import { renderPage } from './page';

/** What the command line says; all texts are as they were typed. */
export interface ReportOptions {
  readonly out: string;
  readonly days: string;
  readonly symbols?: string;
}

const mostDays = 3650;

/** Writes one HTML file that needs nothing beside it. */
export async function writeReport(options: ReportOptions): Promise<void> {
  const days = /^\d+$/.test(options.days) ? Number(options.days) : NaN;
  const [problem] = wholeNumberProblems(days, 1, mostDays, 'days');
  if (problem !== undefined) throw new UsageError(`--days ${problem}`);
  const settings = loadProject();
  const { runs, checks, page } = await withSpinner('Reading the data bucket', async (say) => {
    const facts = await gather(settings, {
      now: new Date(),
      days,
      symbols: options.symbols?.split(',').map((symbol) => symbol.trim()),
    });
    say('Drawing');
    return { ...facts, page: await renderPage(facts) };
  });
  writeFileSync(options.out, page);
  const { manifests, broken } = runs;
  print(
    [
      `${options.out}: ${manifests.length} ${manifests.length === 1 ? 'run' : 'runs'} of the last ${days} days`,
      ...checks.map(describeCheck),
      ...broken.map(({ key, reason }) => `skipped ${key}: ${reason}`),
    ].join('\n'),
  );
}
