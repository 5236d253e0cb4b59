import type { Command } from 'commander';
import { defaultAssumptions } from '../../stacks/rules/cost/assumptions';
import { monthlyCost, type CostLine, type MonthlyCost } from '../../stacks/rules/monthly-cost';
import { findJob, loadProject } from '../deployed/project';
import type * as ResourcesFile from '../deployed/resources';
import { paint, print, printJson, table, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { examples } from './verb';

interface CostOptions {
  readonly minutes: readonly string[];
  readonly json?: boolean;
}

export function define(command: Command): void {
  command
    .option(
      '--minutes <minutes...>',
      `how long a run takes, of all jobs or of one (weekly-crawl=12); ${defaultAssumptions.runMinutes} when not given`,
    )
    .option('--json', 'print JSON')
    .action((options: Partial<CostOptions>) => cost({ minutes: [], ...options }));
  examples(command, [
    ['npx fargate-cron cost', 'what the environment costs in a month'],
    ['npx fargate-cron cost --minutes 12', 'with runs of twelve minutes'],
    ['npx fargate-cron cost --minutes 5 weekly-crawl=60', 'with one job that takes an hour'],
    ['FARGATE_CRON_ENV=prod npx fargate-cron cost --json', 'for a script'],
  ]);
}

/** Prints an estimate of a month's cost, from config.ts alone: nothing is asked of AWS. */
async function cost(options: CostOptions): Promise<void> {
  const settings = loadProject();
  const minutes = options.minutes.map((text) => {
    const [, job, value = ''] = /^(?:(.*)=)?(.*)$/.exec(text) ?? [];
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
    if (number === 0) throw new UsageError(`--minutes must be a number above 0, got "${text}"`);
    return { job: job === undefined ? undefined : findJob(settings, job).name, number };
  });
  const runMinutes = minutes.find(({ job }) => job === undefined)?.number;
  const resources = await withSpinner('Synthesizing', () => {
    // Loads cdktf, which --help and wrong use need not wait for.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- see verbs.ts
    const { synthesizedResources } = require('../deployed/resources') as typeof ResourcesFile;
    return Promise.resolve(synthesizedResources(settings));
  });
  const estimate = monthlyCost(resources, {
    ...(runMinutes !== undefined && { runMinutes }),
    taskByJob: Object.fromEntries(settings.jobs.map(({ name, task }) => [name, task])),
    runMinutesByJob: Object.fromEntries(
      minutes.flatMap(({ job, number }) => (job === undefined ? [] : [[job, number] as const])),
    ),
  });
  if (options.json === true) printJson(estimate);
  else print(describe(estimate, settings.region));
}

function describe(estimate: MonthlyCost, region: string): string {
  const { lines, usd, unpriced, pricesAsOf, pricesRegion } = estimate;
  const rows = lines.map(({ item, job = '', quantity, unit, usd: each }: CostLine) => [
    item,
    job,
    quantity.toLocaleString('en', { maximumSignificantDigits: 3 }),
    unit,
    dollars(each),
  ]);
  const unconfirmed = lines.filter(({ confirmed }) => !confirmed).map(({ item }) => item);
  return [
    table(
      ['', 'job', 'a month', 'unit', 'USD'],
      [...rows, [paint('bold', 'Sum'), '', '', '', paint('bold', dollars(usd))]],
      { right: [2, 4] },
    ),
    `List prices of ${pricesRegion}, as of ${pricesAsOf} or later, before tax; free allowances are not taken off.`,
    ...(region === pricesRegion
      ? []
      : [`This is ${region}, which may cost up to a third more; its prices are not known here.`]),
    ...(unconfirmed.length === 0
      ? []
      : [`Not confirmed by AWS's own price list: ${[...new Set(unconfirmed)].join(', ')}.`]),
    ...(unpriced.length === 0 ? [] : [`Not in the sum: ${unpriced.join(', ')}.`]),
  ].join('\n');
}

function dollars(usd: number): string {
  return usd < 0.005 ? '<0.01' : usd.toFixed(2);
}
