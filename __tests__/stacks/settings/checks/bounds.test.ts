import { problemsOf } from '../../../../docs/checks';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { configOf } from '../../../synthesis';

const environments = { dev: { state: { backend: 'local' as const } } };
const job = (part: Partial<JobConfig>) => configOf(part, { environments });
const project = (part: Partial<Config>) => configOf({}, { environments, ...part });
const ids = (kind: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${kind}-${String(index).padStart(8, '0')}`);
const existing = (subnets: number, groups: number) =>
  project({
    network: {
      mode: 'existing',
      vpcId: 'vpc-0a1b2c3d',
      subnetIds: ids('subnet', subnets),
      securityGroupIds: ids('sg', groups),
    },
  });
const fanOut = (part: object) =>
  job({ fanOut: { symbolsPerTask: 100, maxConcurrency: 5, ...part } });

type Bounds = [
  field: string,
  configOfValue: (value: number) => Config,
  least: number,
  most: number,
  rule: string,
];

// Through the whole configuration, so that a rule that nobody asks is seen as well.
test.each<Bounds>([
  ['jobs.0.timeoutSeconds', (n) => job({ timeoutSeconds: n }), 60, 604_800, 'seconds'],
  [
    'jobs.0.retries',
    (n) => job({ retries: n }),
    0,
    10,
    'attempts after the first; for those of the firing, write delivery.retries',
  ],
  ['jobs.0.fanOut.symbolsPerTask', (n) => fanOut({ symbolsPerTask: n }), 1, 10_000, 'symbols'],
  ['jobs.0.fanOut.maxConcurrency', (n) => fanOut({ maxConcurrency: n }), 1, 1000, 'tasks'],
  ['jobs.0.taskCount', (n) => job({ taskCount: n }), 1, 10, 'tasks a firing'],
  ['jobs.0.stopTimeoutSeconds', (n) => job({ stopTimeoutSeconds: n }), 2, 120, 'seconds'],
  ['jobs.0.ephemeralStorageGiB', (n) => job({ ephemeralStorageGiB: n }), 21, 200, 'GiB'],
  [
    'jobs.0.delivery.retries',
    (n) => job({ delivery: { retries: n } }),
    0,
    185,
    'attempts after the first',
  ],
  [
    'jobs.0.delivery.maxAgeSeconds',
    (n) => job({ delivery: { maxAgeSeconds: n } }),
    60,
    86_400,
    'seconds',
  ],
  ['jobs.0.flexibleWindowMinutes', (n) => job({ flexibleWindowMinutes: n }), 1, 1440, 'minutes'],
  [
    'jobs.0.alarms.longRunMinutes',
    (n) => job({ alarms: { longRunMinutes: n } }),
    1,
    10_080,
    'minutes',
  ],
  ['jobs.0.alarms.staleDays', (n) => job({ alarms: { staleDays: n } }), 1, 365, 'days'],
  ['scheduleStacks', (n) => project({ scheduleStacks: n }), 1, 100, 'stacks'],
  [
    'network.egressPorts.0',
    (n) => project({ network: { egressPorts: [n] } }),
    1,
    65_535,
    'TCP port',
  ],
  ['network.zones', (n) => project({ network: { zones: n } }), 2, 6, 'availability zones'],
])('%s: both bounds are right, what is next to them is not', (field, of, least, most, unit) => {
  expect([...problemsOf(of(least)), ...problemsOf(of(most))]).toEqual([]);
  for (const beyond of [least - 1, most + 1]) {
    const told = problemsOf(of(beyond)).map(({ path, text }) => ({ path: path.join('.'), text }));
    const text = `must be a whole number from ${least} to ${most} (${unit}), got ${beyond}`;
    expect(told).toEqual([{ path: field, text }]);
  }
});

test.each<[string, Config, Config, string]>([
  ['subnets', existing(16, 1), existing(17, 1), 'must hold 1 to 16 IDs, got 17'],
  ['security groups', existing(1, 5), existing(1, 6), 'must hold 1 to 5 IDs, got 6'],
  [
    'failures that are tolerated',
    fanOut({ toleratedFailurePercentage: 100 }),
    fanOut({ toleratedFailurePercentage: 101 }),
    'must be a number from 0 to 100, got 101',
  ],
  [
    'budget',
    project({ alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 1 } }),
    project({ alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 0.5 } }),
    'must be a number from 1 to 1000000 (US dollars), got 0.5',
  ],
  [
    'budget',
    project({ alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 1_000_000 } }),
    project({ alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 1_000_001 } }),
    'must be a number from 1 to 1000000 (US dollars), got 1000001',
  ],
  [
    'description',
    job({ description: 'd'.repeat(512) }),
    job({ description: 'd'.repeat(513) }),
    'must have at most 512 characters, got 513',
  ],
  [
    'rate',
    job({ schedule: 'rate(999999999 days)' }),
    job({ schedule: 'rate(1000000000 days)' }),
    'rate must be a whole number from 1 to 999999999 and minutes, hours or days, got "1000000000 days"; for example rate(15 minutes)',
  ],
  [
    'cron years',
    job({ schedule: 'cron(0 0 1 1 ? 2199)' }),
    job({ schedule: 'cron(0 0 1 1 ? 2200)' }),
    'year must be 1970-2199, got "2200"',
  ],
])('%s: right up to the bound, told in full beyond it', (_, within, beyond, text) => {
  expect(problemsOf(within)).toEqual([]);
  expect(problemsOf(beyond)).toMatchObject([{ text }]);
});
