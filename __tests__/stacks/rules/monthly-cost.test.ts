import config from '../../../config';
import {
  monthlyCost,
  type CostAssumptions,
  type PricedResource,
} from '../../../stacks/rules/monthly-cost';
import type { Config } from '../../../stacks/config/config';
import { spentOn } from '../../../stacks/rules/cost/spent';
import { prices } from '../../../stacks/rules/prices';
import { configOf, synthesize } from '../../synthesis';

const from = new Date('2026-11-24T00:00:00Z');

function resourcesOf(of: Parameters<typeof synthesize>[0], environment?: string): PricedResource[] {
  return Object.values(synthesize(of, environment)).flatMap(({ resource }) =>
    Object.entries(resource).flatMap(([type, byName]) =>
      Object.values(byName).map((values) => ({ type, values })),
    ),
  );
}

function cost(resources: readonly PricedResource[], assumptions: Partial<CostAssumptions> = {}) {
  return monthlyCost(resources, { from, ...assumptions });
}

/** The sum of the lines of an item. */
function usd(
  item: string,
  resources: readonly PricedResource[],
  assumptions?: Partial<CostAssumptions>,
) {
  return cost(resources, assumptions)
    .lines.filter((line) => line.item === item)
    .reduce((sum, line) => sum + line.usd, 0);
}

/** A job as a plan shows it: blocks as lists, references resolved. */
function planned(schedule: Record<string, unknown> = {}, task: Record<string, unknown> = {}) {
  return [
    {
      type: 'aws_ecs_task_definition',
      values: {
        family: 'acme-dev-hourly',
        cpu: '1024',
        memory: '2048',
        runtime_platform: [{ cpu_architecture: 'X86_64' }],
        ...task,
      },
    },
    {
      type: 'aws_scheduler_schedule',
      values: {
        name: 'hourly',
        schedule_expression: 'rate(1 hour)',
        schedule_expression_timezone: 'UTC',
        state: 'ENABLED',
        target: [{ ecs_parameters: [{ network_configuration: [{ assign_public_ip: true }] }] }],
        ...schedule,
      },
    },
  ];
}

test('the project as it ships costs less than a dollar a month', () => {
  const { usd: sum, unpriced, lines } = cost(resourcesOf(config, 'prod'));
  expect(sum).toBeGreaterThan(0.05);
  expect(sum).toBeLessThan(1);
  expect(unpriced).toEqual([]);
  expect(sum).toBeCloseTo(
    lines.reduce((total, line) => total + line.usd, 0),
    6,
  );
});

test('every price says where it stands and when it was read', () => {
  for (const price of Object.values(prices)) {
    expect(price.usd).toBeGreaterThan(0);
    expect(price.page).toMatch(/^https:\/\/aws\.amazon\.com\/[a-z0-9-]+\/pricing\/$/);
    expect(price.source).toMatch(/^https:\/\//);
    expect(price.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
  const days: string[] = Object.values(prices).map(({ asOf }) => asOf);
  expect(cost([]).pricesAsOf).toBe(days.sort()[0]);
});

test('a price that only others tell is marked where it is used', () => {
  const { lines } = cost([{ type: 'aws_cloudwatch_composite_alarm', values: {} }]);
  expect(lines).toMatchObject([{ usd: 0.5, confirmed: false }]);
  expect(cost([{ type: 'aws_kms_key', values: {} }]).lines).toMatchObject([{ confirmed: true }]);
});

describe('a run', () => {
  // 730 runs of half an hour.
  const hours = 365;
  const assumptions = { runMinutes: 30 };

  test('costs its size for as long as it takes', () => {
    expect(usd('Fargate vCPU', planned(), assumptions)).toBeCloseTo(hours * 0.04048, 1);
    expect(usd('Fargate memory', planned(), assumptions)).toBeCloseTo(hours * 2 * 0.004445, 1);
    expect(usd('Public IPv4 address', planned(), assumptions)).toBeCloseTo(hours * 0.005, 1);
  });

  test('costs less on ARM64 and on Spot, more with storage, as often as it has tasks', () => {
    const arm = { runtime_platform: [{ cpu_architecture: 'ARM64' }] };
    expect(usd('Fargate vCPU', planned({}, arm), assumptions)).toBeCloseTo(hours * 0.03238, 1);
    const storage = { ephemeral_storage: [{ size_in_gib: 120 }] };
    expect(usd('Ephemeral storage', planned({}, storage), assumptions)).toBeCloseTo(
      hours * 100 * 0.000111,
      1,
    );
    const spot = [{ capacity_provider: 'FARGATE_SPOT', weight: 1 }];
    const ecs = [{ ecs_parameters: [{ capacity_provider_strategy: spot, task_count: 3 }] }];
    expect(usd('Fargate Spot vCPU', planned({ target: ecs }), assumptions)).toBeCloseTo(
      3 * hours * 0.04048 * 0.3,
      1,
    );
  });

  test('costs a minute at least', () => {
    expect(usd('Fargate vCPU', planned(), { runMinutes: 0.1 })).toBeCloseTo(
      (730 / 60) * 0.04048,
      2,
    );
  });

  test('costs nothing when the schedule is off', () => {
    expect(cost(planned({ state: 'DISABLED' })).usd).toBe(0);
  });

  test('takes as long as is known of its job', () => {
    const known = { ...assumptions, runMinutesByJob: { hourly: 60, other: 600 } };
    expect(usd('Fargate vCPU', planned(), known)).toBeCloseTo(730 * 0.04048, 1);
  });

  test('has no address in a private subnet', () => {
    const target = [{ ecs_parameters: [{ network_configuration: [{ assign_public_ip: false }] }] }];
    expect(usd('Public IPv4 address', planned({ target }), assumptions)).toBe(0);
  });
});

describe('a job of a synthesis', () => {
  test.each(['scheduler', 'rule'] as const)('is found with its task by a %s', (trigger) => {
    const job = { name: 'crawl', schedule: 'rate(1 hour)', cpuUnits: 1024, memoryMiB: 2048 };
    const jobs = [
      // Its family ends like the other's.
      { ...job, name: 'weekly-crawl', cpuUnits: 4096, memoryMiB: 8192, enabled: false },
      { ...job, trigger },
    ];
    const { lines, unpriced } = cost(resourcesOf(configOf({}, { jobs })), { runMinutes: 60 });
    const vcpu = lines.filter(({ item }) => item === 'Fargate vCPU');
    expect(vcpu).toEqual([
      expect.objectContaining({ job: 'crawl', unit: 'vCPU-hour', quantity: vcpu[0]?.quantity }),
    ]);
    expect(vcpu[0]?.quantity).toBeCloseTo(730, 0);
    expect(unpriced).toEqual([]);
  });

  test('is told by a rule from one whose name ends like it', () => {
    const job = { schedule: 'rate(1 hour)', trigger: 'rule' as const };
    const jobs = [
      { ...job, name: 'crawl', enabled: false },
      { ...job, name: 'weekly-crawl' },
    ];
    const { lines } = cost(resourcesOf(configOf({}, { jobs })));
    expect(lines.find(({ item }) => item === 'Fargate vCPU')?.job).toBe('weekly-crawl');
  });

  test.each(['scheduler', 'rule'] as const)('with a state machine, by a %s', (trigger) => {
    const jobs = [
      { name: 'crawl', schedule: 'rate(15 minutes)', retries: 1, trigger },
      { name: 'weekly-crawl', schedule: 'rate(7 days)', retries: 1, spot: true, trigger },
    ];
    const network = { mode: 'private' as const };
    const resources = resourcesOf(configOf({}, { jobs, network }));
    const { lines, unpriced } = cost(resources, { writesPerRun: 1 });
    const of = (wanted: string, wantedOf: string) =>
      lines.find(({ item, job }) => item === wanted && job === wantedOf)?.quantity ?? 0;
    // Each run writes one object. As docs/failures.md says: five, and one more to count attempts.
    const perRun = (job: string) => of('State transitions', job) / of('Objects written', job);
    expect(perRun('crawl')).toBeCloseTo(5, 6);
    expect(perRun('weekly-crawl')).toBeCloseTo(6, 6);
    expect(of('Fargate vCPU', 'crawl')).toBeGreaterThan(0);
    expect(of('Fargate Spot vCPU', 'weekly-crawl')).toBeGreaterThan(0);
    expect(unpriced).toEqual([]);
  });

  test('with the task of another costs what that task does', () => {
    const jobs = [
      { name: 'crawl', schedule: 'rate(1 hour)', cpuUnits: 1024, memoryMiB: 2048 },
      { name: 'shared', schedule: 'rate(1 hour)', task: 'crawl', retries: 1 },
    ];
    const resources = resourcesOf(configOf({}, { jobs }));
    const { lines, unpriced } = cost(resources, { taskByJob: { shared: 'crawl' } });
    expect(unpriced).toEqual([]);
    const [one, other] = lines.filter(({ item }) => item === 'Fargate vCPU');
    expect(other?.usd).toBe(one?.usd);
    expect([one?.job, other?.job].sort()).toEqual(['crawl', 'shared']);
  });

  test('has the address that the definition of its state machine gives it', () => {
    const machine = (AssignPublicIp: string) => ({
      type: 'aws_sfn_state_machine',
      values: {
        name: 'acme-dev-hourly',
        definition: JSON.stringify({
          StartAt: 'Run',
          States: { Run: { Type: 'Task', Arguments: { Awsvpc: { AssignPublicIp } }, End: true } },
        }),
      },
    });
    const target = [{ arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-dev-hourly' }];
    const addresses = (assigned: string) =>
      usd('Public IPv4 address', [...planned({ target }), machine(assigned)]);
    expect(addresses('ENABLED')).toBeGreaterThan(0);
    expect(addresses('DISABLED')).toBe(0);
  });

  test.each(['acme-test', 'lake'])('with what runs after it, of the prefix %s', (prefix) => {
    const jobs = [
      { name: 'mail', after: 'report' },
      { name: 'crawl', schedule: 'rate(1 hour)' },
      { name: 'report', after: 'crawl' },
      // Its state machine is called like another's.
      { name: 'weekly-report', schedule: 'rate(7 days)', retries: 1 },
    ];
    const test = { state: { backend: 'local' as const }, names: { prefix } };
    const resources = resourcesOf(configOf({}, { jobs, environments: { test } }));
    const { lines, unpriced } = cost(resources, { runMinutes: 60 });
    const hours = lines
      .filter(({ item }) => item === 'Fargate memory')
      .map(({ job = '', quantity }) => [job, Math.round(quantity)]);
    const ofAll = hours.find(([job]) => job === 'crawl')?.[1];
    expect(Object.fromEntries(hours)).toEqual({
      ...{ crawl: ofAll, report: ofAll, mail: ofAll },
      'weekly-report': Math.round(Number(ofAll) / (24 * 7)),
    });
    expect(hours).toHaveLength(4);
    expect(unpriced).toEqual([]);
  });

  test('without its task says so', () => {
    const [, schedule] = planned();
    expect(cost(schedule === undefined ? [] : [schedule]).unpriced).toEqual(['the task of hourly']);
  });
});

test('the history costs what is written to it and kept', () => {
  const history = (name: string) => ({
    type: 'aws_cloudwatch_log_group',
    values: { name, retention_in_days: 400 },
  });
  const added = (name: string, item: string) =>
    usd(item, [...planned(), history(name)]) - usd(item, planned());
  // 5 KB of each of 730 runs, kept for 13 months.
  const gb = (730 * 5) / 1_000_000;
  const name = '/acme/dev/schedule/history';
  expect(added(name, 'History of runs')).toBeCloseTo(gb * prices.logIngestion.usd, 6);
  expect(added(name, 'History storage')).toBeCloseTo(gb * (9600 / 730) * prices.logStorage.usd, 6);
  expect(added('/acme/dev/other', 'History of runs')).toBe(0);
});

test('a notification of a run that failed costs its state transitions', () => {
  const of = (alarms: Config['alarms'], failedShare: number) => {
    const resources = resourcesOf(
      configOf({ schedule: 'rate(1 hour)' }, { ...(alarms && { alarms }) }),
    );
    return cost(resources, { failedShare }).lines.find(({ item }) => item === 'Notifications');
  };
  const email = 'jobs@example.com';
  expect(of(undefined, 1)).toBeUndefined();
  expect(of({ email }, 0)).toBeUndefined();
  const all = of({ email }, 1);
  // 730 runs of four transitions each, by the thousand.
  expect(all?.quantity).toBeCloseTo((730 * 4) / 1000);
  expect(of({ email }, 0.5)?.usd).toBeCloseTo((all?.usd ?? 0) / 2);
});

describe('what stands', () => {
  const of = (type: string, values: Record<string, unknown> = {}) => ({ type, values });
  const metric = (metric_name: string, namespace = 'AWS/SQS') => ({
    metric: [{ metric_name, namespace, period: 300 }],
  });

  test.each([
    ['NAT gateway', [of('aws_nat_gateway'), of('aws_nat_gateway')], 2 * 32.85],
    ['Elastic IP address', [of('aws_eip')], 3.65],
    [
      'Interface endpoint',
      [of('aws_vpc_endpoint', { vpc_endpoint_type: 'Interface', subnet_ids: ['a', 'b'] })],
      14.6,
    ],
    [
      // Which subnets is not known before they are made.
      'Interface endpoint',
      [
        of('aws_vpc_endpoint', { vpc_endpoint_type: 'Interface' }),
        of('aws_subnet'),
        of('aws_subnet'),
        of('aws_subnet'),
      ],
      21.9,
    ],
    ['Interface endpoint', [of('aws_vpc_endpoint', { vpc_endpoint_type: 'Gateway' })], 0],
    ['Alarm', [of('aws_cloudwatch_metric_alarm', { namespace: 'AWS/SQS', period: 300 })], 0.1],
    [
      'Alarm',
      [of('aws_cloudwatch_metric_alarm', { metric_query: [metric('a'), metric('b'), {}] })],
      0.2,
    ],
    ['High-resolution alarm', [of('aws_cloudwatch_metric_alarm', { period: 10 })], 0.3],
    ['Composite alarm', [of('aws_cloudwatch_composite_alarm')], 0.5],
    ['Dashboard', [of('aws_cloudwatch_dashboard')], 3],
    ['Secret', [of('aws_secretsmanager_secret')], 0.4],
    ['KMS key', [of('aws_kms_key')], 1],
  ])('%s', (item, resources, expected) => {
    expect(usd(item, resources)).toBeCloseTo(expected, 6);
  });

  test('the watch costs the transitions of a run that happened, as often as it looks', () => {
    const resources = resourcesOf(
      configOf(
        { schedule: 'cron(0/5 * * * ? 2026-2199)' },
        { alarms: { email: 'jobs@example.com' } },
      ),
    );
    // Every five minutes, with five transitions.
    expect(usd('Watch for missed runs', resources)).toBeCloseTo(8760 * 5 * 0.000025, 2);
    expect(cost(resources).lines).toContainEqual(
      expect.objectContaining({ item: 'Watch for missed runs', job: 'nightly' }),
    );
  });

  test('a custom metric costs the hours in which it has data', () => {
    const alarm = of('aws_cloudwatch_metric_alarm', { metric_name: 'Rows', namespace: 'Acme' });
    // An hour of each of 52 weeks.
    const weekly = planned({ schedule_expression: 'cron(0 18 ? * FRI *)' });
    expect(usd('Custom metrics', [...weekly, alarm, alarm])).toBeCloseTo(
      (0.3 * (52 / 12)) / 730,
      6,
    );
  });

  test('Container Insights costs more the more hours have a task', () => {
    const cluster = (value: string) =>
      of('aws_ecs_cluster', { setting: [{ name: 'containerInsights', value }] });
    expect(usd('Container Insights', [...planned(), cluster('disabled')])).toBe(0);
    expect(usd('Container Insights', [...planned(), cluster('enabled')])).toBeCloseTo(23 * 0.3, 1);
    const weekly = planned({ schedule_expression: 'cron(0 18 ? * FRI *)' });
    expect(usd('Container Insights', [...weekly, cluster('enabled')])).toBeLessThan(0.05);
  });

  test('what it cannot price is named, once', () => {
    const { unpriced } = cost([of('aws_flow_log'), of('aws_flow_log'), of('aws_iam_role')]);
    expect(unpriced).toEqual(['aws_flow_log']);
  });
});

test('what runs cost is what Fargate asks for their hours, and nothing that is only assumed', () => {
  const spent = spentOn(planned(), new Map([['hourly', 10]]), { from });
  const each = prices.vcpuX86.usd + 2 * prices.memoryX86.usd + prices.publicIpv4.usd;
  expect(spent.get('hourly')).toBeCloseTo(10 * each, 10);
  expect(spentOn(planned(), new Map([['other', 10]]), { from }).size).toBe(0);
});
