import { writeFileSync } from 'node:fs';
import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import type { Settings } from '../../stacks/settings/settings';
import { loadProject } from '../deployed/project';
import { Interrupt } from '../terminal/interrupt';
import { inSeconds } from '../terminal/moment';
import { print, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { describeCheck } from './checks';
import type { ReportFacts } from './facts';
import { gather } from './gather';
import { serveLive } from './live-page';
import { countsOf, happened, wentWrong } from './outcomes';
import { madeAt, renderPage } from './page';
import { parseTarget, publish } from './publish';

/** What the command line says; all texts are as they were typed. */
export interface ReportOptions {
  readonly out: string;
  readonly days: string;
  readonly symbols?: string;
  readonly serve?: boolean;
  readonly port: string;
  readonly publish?: string;
  readonly linkHours: string;
}

const mostDays = 3650;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html */
const mostHours = 168;
const longMs = 3_600_000;

/** Writes one HTML file that needs nothing beside it, keeps it new on this machine, or publishes it. */
export async function writeReport(options: ReportOptions): Promise<void> {
  const [days, port, hours] = [options.days, options.port, options.linkHours].map((text) =>
    /^\d+$/.test(text) ? Number(text) : NaN,
  ) as [number, number, number];
  const problems = [
    ...wholeNumberProblems(days, 1, mostDays, 'days').map((problem) => `--days ${problem}`),
    ...wholeNumberProblems(port, 0, 65_535, 'as a port').map((problem) => `--port ${problem}`),
    ...wholeNumberProblems(hours, 1, mostHours, 'hours').map(
      (problem) => `--link-hours ${problem}`,
    ),
    ...(options.serve === true && options.publish !== undefined
      ? ['--serve and --publish are two ways to show it: use one of them']
      : []),
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  const target = options.publish === undefined ? undefined : parseTarget(options.publish);
  const settings = loadProject();
  const make = (): Promise<{ facts: ReportFacts; page: string }> =>
    makePage(settings, days, options);
  if (options.serve === true) return serve(make, port);

  const { facts, page } = await make();
  if (target === undefined) {
    writeFileSync(options.out, page);
    print([`${options.out}: ${describeRuns(facts)}`, ...remarksOf(facts)].join('\n'));
    return;
  }
  const { url, ends, mayEndBefore } = await withSpinner('Publishing', () =>
    publish(settings, target, page, hours * 3600, new Date()),
  );
  const before = mayEndBefore ? ', or with the session of these credentials before' : '';
  print(
    [
      `${options.publish ?? ''}: ${describeRuns(facts)}`,
      ...remarksOf(facts),
      `Whoever has this link can read it until ${inSeconds(ends)}${before}:`,
      url,
    ].join('\n'),
  );
}

async function makePage(settings: Settings, days: number, { symbols }: ReportOptions) {
  return withSpinner('Reading runs', async (say) => {
    const facts = await gather(settings, {
      now: new Date(),
      days,
      symbols: symbols?.split(',').map((symbol) => symbol.trim()),
    });
    say('Drawing');
    return { facts, page: await renderPage(facts) };
  });
}

async function serve(
  make: () => Promise<{ facts: ReportFacts; page: string }>,
  port: number,
): Promise<void> {
  const interrupt = new Interrupt();
  const live = await serveLive(
    async () => {
      const { facts, page } = await make();
      return { page, time: madeAt(facts) };
    },
    port,
    (problem) => process.stderr.write(`${problem}\n`),
  );
  try {
    print(`${live.url} shows it on this machine, and is read anew every minute; Ctrl-C ends it`);
    while (!interrupt.pending) await interrupt.sleep(longMs);
  } finally {
    await live.close();
    interrupt.close();
  }
}

function describeRuns({ jobs, days }: ReportFacts): string {
  const all = jobs.flatMap(({ runs }) => runs);
  const began = all.filter(happened).length;
  const wrong = countsOf(all.filter(wentWrong));
  return `${began.toLocaleString('en')} ${began === 1 ? 'run' : 'runs'} of the last ${days} days${wrong && `; ${wrong}`}`;
}

function remarksOf({ checks, broken }: ReportFacts): string[] {
  return [
    ...checks.map(describeCheck),
    ...broken.map(({ key, reason }) => `skipped ${key}: ${reason}`),
  ];
}
