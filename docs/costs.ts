import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { estimateCost } from '../cli/cost/estimate-cost';
import shipped from '../config';
import type { Config, JobConfig } from '../stacks/config/config';
import { defaultAssumptions } from '../stacks/rules/cost/assumptions';
import type { MonthlyCost } from '../stacks/rules/monthly-cost';
import { prices } from '../stacks/rules/prices';
import { hoursAMonth } from '../stacks/rules/runs-a-month';
import { loadSettings } from '../stacks/settings/load-settings';
import { table } from './table';

/** The file that this makes. */
export const costsFile = join(__dirname, 'costs.md');

// A fixed year, so that the page does not depend on the day it is made.
const from = new Date('2027-01-01T00:00:00Z');
const environment = 'prod';
// What `crawler/src/run/metrics.ts` writes of a run.
const crawlerMetrics = 9;

const networks: Readonly<Record<string, Config['network']>> = {
  '`public` (default)': { mode: 'public' },
  "`private`, `nat: 'single'`": { mode: 'private', nat: 'single' },
  "`private`, `nat: 'per-zone'`": { mode: 'private', nat: 'per-zone' },
  '`endpoints`': { mode: 'endpoints' },
  '`existing`': { mode: 'existing', vpcId: 'vpc-0a1b2c3d', subnetIds: ['subnet-0a1b2c3d'] },
};

const email = 'jobs@example.com';
const alarms = { email };
const options: readonly (readonly [
  name: string,
  of: { readonly job?: Partial<JobConfig>; readonly part?: Partial<Config> },
  base: Partial<Config>,
])[] = [
  [
    '`alarms: { email }`: what failed, was not started, did not run, is suspect',
    { part: { alarms } },
    {},
  ],
  ['`droppedRuns: true`', { part: { alarms: { email, droppedRuns: true } } }, { alarms }],
  ['`monthlyBudgetUsd: 5`', { part: { alarms: { email, monthlyBudgetUsd: 5 } } }, { alarms }],
  [
    '`longRunMinutes: 30` in the job',
    { job: { alarms: { longRunMinutes: 30 } }, part: { alarms } },
    { alarms },
  ],
  [
    '`staleDays: 4` in the job',
    { job: { alarms: { staleDays: 4 } }, part: { alarms } },
    { alarms },
  ],
  [
    '`suspect: false` in the job',
    { job: { alarms: { suspect: false } }, part: { alarms } },
    { alarms },
  ],
  ['`timeoutSeconds`, `retries` or `overlap` in the job', { job: { timeoutSeconds: 900 } }, {}],
  ['`dashboard: true`, from the fourth of the account on', { part: { dashboard: true } }, {}],
];

/** The page of what things cost, made from the prices that the command `cost` goes by. */
export function costsPage(): string {
  const asShipped = costOf(shipped);
  const withAlarms = costOf({ ...shipped, alarms });
  const nats = 2 * hoursAMonth * prices.natGateway.usd;
  return [
    '# What a month costs',
    '',
    `Made by \`npm run docs\` from \`stacks/rules/prices.ts\`, which \`npx fargate-cron cost\` goes by for your configuration. US dollars in ${asShipped.pricesRegion}, before tax, free allowances not taken off; the oldest price is of ${asShipped.pricesAsOf}. A run takes ${defaultAssumptions.runMinutes} minutes, logs ${defaultAssumptions.logMbPerRun} MB and writes ${defaultAssumptions.writesPerRun} objects, and ${defaultAssumptions.failedShare * 100} of 100 fails; the bucket holds ${defaultAssumptions.bucketGb} GB, the image repository ${defaultAssumptions.repositoryGb} GB.`,
    '',
    '## The project as it ships',
    '',
    ...table(
      [
        ['', 'a month', 'unit', 'USD'],
        ...asShipped.lines.map(({ item, quantity, unit, usd }) => [
          item,
          quantity.toLocaleString('en', { maximumSignificantDigits: 3 }),
          unit,
          usd.toFixed(3),
        ]),
        ['**Sum**', '', '', `**${asShipped.usd.toFixed(2)}**`],
        ['with `alarms: { email }`', '', '', `**${withAlarms.usd.toFixed(2)}**`],
      ],
      { right: [1, 3] },
    ),
    '',
    `Two NAT gateways, which other defaults bring, are ${nats.toFixed(2)} without their addresses and what goes through them.`,
    '',
    `The crawler writes ${crawlerMetrics} metrics of each run. They are not in the sum: CloudWatch asks ${prices.customMetric.usd.toFixed(2)} a month for each, by the hours in which there are values, beyond ten that are free. A weekly job comes to ${crawlerMetricsUsd(365 / 7 / 12)}, a daily one to ${crawlerMetricsUsd(365 / 12)}, one that runs every hour to ${crawlerMetricsUsd(hoursAMonth)}.`,
    '',
    '## Networks',
    '',
    'What stands there all month, in two zones, and the project as it ships in such a network.',
    '',
    ...table(
      [
        ['[mode](networks.md)', 'network', 'project'],
        ...Object.entries(networks).map(([name, network]) => {
          const cost = costOf({ ...shipped, ...(network && { network }) });
          return [name, standing(cost).toFixed(2), cost.usd.toFixed(2)];
        }),
      ],
      { right: [1, 2] },
    ),
    '',
    '## What is asked for by name',
    '',
    'What each adds to a project with one daily job of the crawler; [what they are for](alarms.md).',
    '',
    ...table(
      [
        ['', 'USD'],
        ...options.map(([name, { job = {}, part = {} }, base]) => [
          name,
          (costOf(daily(job, part)).usd - costOf(daily({}, base)).usd).toFixed(2),
        ]),
      ],
      { right: [1] },
    ),
    '',
  ].join('\n');
}

function costOf(config: Config): MonthlyCost {
  const settings = loadSettings(config, { FARGATE_CRON_ENV: environment });
  return estimateCost(settings, { from });
}

/** What is paid by the hour all month, whether jobs run or not. */
function standing({ lines }: MonthlyCost): number {
  return lines
    .filter(({ job, unit }) => job === undefined && unit.endsWith('-hour'))
    .reduce((sum, { usd }) => sum + usd, 0);
}

function crawlerMetricsUsd(hours: number): string {
  return ((crawlerMetrics * prices.customMetric.usd * hours) / hoursAMonth).toFixed(2);
}

function daily(job: Partial<JobConfig>, part: Partial<Config>): Config {
  return {
    project: 'acme',
    jobs: [{ name: 'daily', schedule: 'rate(1 day)', ...job }],
    environments: { [environment]: { state: { backend: 'local' } } },
    ...part,
  };
}

if (require.main === module) writeFileSync(costsFile, costsPage());
