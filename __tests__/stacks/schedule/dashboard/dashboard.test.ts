import type { Manifest } from '../../../../crawler/src/manifest/manifest';
import { metricsOf } from '../../../../crawler/src/run/metrics';
import type { JobConfig } from '../../../../stacks/config/config';
import { dashboardBody, type DashboardAlarms } from '../../../../stacks/schedule/dashboard/body';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf, only, synthesize } from '../../../synthesis';

const few: Partial<JobConfig>[] = [
  { name: 'crawl', schedule: 'cron(0 18 ? * FRI *)', timeZone: 'America/New_York' },
  { name: 'report', image: 'acme/report:1.0.0' },
  { name: 'again', task: 'crawl', enabled: false },
  { name: 'look', task: 'crawl', command: ['check'] },
  { name: 'tidy', task: 'crawl', command: ['check'], after: 'look' },
];
const alarms = { arns: ['arn:alarm-1', 'arn:alarm-2'], failuresRules: ['acme-test-failed-runs'] };

function jobsOf(jobs: readonly Partial<JobConfig>[]): JobConfig[] {
  return jobs.map((job, index) => ({
    name: `job-${index}`,
    ...(job.after === undefined && { schedule: 'rate(1 day)' }),
    ...job,
  }));
}

function widgetsOf(
  jobs: readonly Partial<JobConfig>[],
  also: { readonly alarms?: DashboardAlarms; readonly machines?: readonly string[] } = {},
) {
  const config = configOf({}, { jobs: jobsOf(jobs) });
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
  const { alarms, machines = [] } = also;
  return dashboardBody({
    settings,
    clusterName: 'acme-test',
    dataBucket: 'acme-test-data',
    scheduleGroup: 'acme-test',
    deadLetterQueue: 'acme-test-undelivered',
    logGroups: settings.jobs.map(({ name }) => `/acme/test/${name}`),
    stateMachineArns: Object.fromEntries(machines.map((job) => [job, `arn:machine-${job}`])),
    alarms,
  }).widgets;
}

type Widgets = ReturnType<typeof widgetsOf>;

function titled(widgets: Widgets, title: string) {
  const found = widgets.filter(({ properties }) =>
    (properties['title'] as string | undefined)?.startsWith(title),
  );
  expect(found).toHaveLength(1);
  return found[0]?.properties ?? {};
}

function linesIn(widgets: Widgets): unknown[][] {
  return widgets.map(({ properties }) => (properties['metrics'] as unknown[] | undefined) ?? []);
}

test('there is no dashboard, which may cost three dollars, unless it is asked for', () => {
  const { schedule } = synthesize(configOf());
  expect(schedule.resource['aws_cloudwatch_dashboard']).toBeUndefined();
  expect(schedule.output['dashboard_name']?.value).toBe('');
});

test('the dashboard is named in an output and shows what the stacks make', () => {
  const { schedule } = synthesize(
    configOf({ timeoutSeconds: 600 }, { dashboard: true, alarms: { email: 'jobs@example.com' } }),
  );
  const dashboard = only(schedule, 'aws_cloudwatch_dashboard');
  expect(dashboard['dashboard_name']).toBe('acme-test');
  expect(schedule.output['dashboard_name']?.value).toMatch(/^\$\{aws_cloudwatch_dashboard\./);
  const references = [
    'data.terraform_remote_state.task.outputs.cluster_name',
    'data.terraform_remote_state.task.outputs.log_group_names["nightly"]',
    'aws_scheduler_schedule_group.group.name',
    'aws_sqs_queue.dead-letter-queue.name',
    ...Object.keys(schedule.resource['aws_sfn_state_machine'] ?? {})
      .filter((name) => name.startsWith('machine-'))
      .map((name) => `aws_sfn_state_machine.${name}.arn`),
    ...Object.keys(schedule.resource['aws_cloudwatch_metric_alarm'] ?? {}).map(
      (name) => `aws_cloudwatch_metric_alarm.${name}.arn`,
    ),
  ];
  expect(references.length).toBeGreaterThan(6);
  for (const reference of references) {
    expect(dashboard['dashboard_body']).toContain(`\${${reference}}`);
  }
});

describe('the dashboard of a few jobs', () => {
  const widgets = widgetsOf(few, { alarms, machines: ['report'] });

  test('lies on a grid of 24 columns, with no widget on another', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) => {
      expect(x + width).toBeLessThanOrEqual(24);
      return Array.from({ length: width * height }, (_, cell) =>
        [x + (cell % width), y + Math.floor(cell / width)].join(),
      );
    });
    expect(new Set(cells).size).toBe(cells.length);
  });

  test('says which jobs there are, when they run, and where to look', () => {
    const markdown = widgets[0]?.properties['markdown'];
    expect(markdown).toContain('crawl | `cron(0 18 ? * FRI *)` | America/New_York');
    expect(markdown).toContain('again | switched off | UTC');
    expect(markdown).toContain('tidy | after look | UTC');
    expect(markdown).toContain('/ecs/v2/clusters/acme-test/tasks?region=us-east-1');
  });

  test('shows alarms, firings, failed tasks, and executions of state machines', () => {
    expect(titled(widgets, 'Alarms')['alarms']).toEqual(alarms.arns);
    expect(titled(widgets, 'Firings')['metrics']).toContainEqual([
      'AWS/Scheduler',
      'InvocationDroppedCount',
      'ScheduleGroup',
      'acme-test',
      { label: 'dropped' },
    ]);
    expect(titled(widgets, 'Tasks that failed')['metrics']).toEqual([
      ['AWS/Events', 'TriggeredRules', 'RuleName', 'acme-test-failed-runs', { label: 'tasks' }],
    ]);
    expect(titled(widgets, 'Executions that failed')['metrics']).toEqual([
      [
        'AWS/States',
        'ExecutionsFailed',
        'StateMachineArn',
        'arn:machine-report',
        { label: 'report' },
      ],
    ]);
  });

  test('shows what the crawler writes of each job that runs it, by the names that it writes', () => {
    const crawls = linesIn(widgets).filter(
      ([line]) => (line as string[] | undefined)?.[0] === 'FargateCron',
    );
    const written = Object.keys(
      metricsOf(
        {
          counts: {},
          symbols: { A: { last: '2026-11-27' } },
          scheduledTime: '2026-11-27T23:00:00Z',
        } as unknown as Manifest,
        { requests: 1, retries: 0, throttled: 0, bytes: 1 },
      ),
    );
    const shown = crawls.map(([line]) => (line as string[])[1]);
    expect([...new Set([...shown, 'Bytes'])].sort()).toEqual(written.sort());
    const of = ['Project', 'acme', 'Environment', 'test', 'Job'];
    for (const lines of crawls) {
      expect(lines.map((line) => (line as string[]).slice(2))).toEqual([
        [...of, 'crawl', { label: 'crawl' }],
        [...of, 'again', { label: 'again' }],
      ]);
    }
  });

  test('asks the logs for errors', () => {
    for (const title of ['Latest errors', 'Tasks that wrote']) {
      expect(titled(widgets, title)['query']).toMatch(
        /^SOURCE '\/acme\/test\/crawl' \| SOURCE '\/acme\/test\/report' \| SOURCE/,
      );
    }
  });
});

test('four jobs with a state machine name at most 50 metrics, with which a dashboard may be free', () => {
  const jobs = jobsOf([{}, {}, {}, {}]);
  const widgets = widgetsOf(jobs, { alarms, machines: jobs.map(({ name }) => name) });
  expect(linesIn(widgets).flat().length).toBeLessThanOrEqual(50);
});

test.each([
  ['with an image of their own', { image: 'acme/report:1.0.0' }],
  ['that check what is stored', { command: ['check'] }],
])('jobs %s have no charts of the crawler, nor failures without alarms', (_, job) => {
  const titles = widgetsOf([job]).map(({ properties }) => properties['title']);
  expect(titles).toEqual([undefined, 'Firings', 'Tasks that wrote a line', 'Latest errors']);
});

test('charts of more jobs than a person tells apart show those that stand out', () => {
  const rows = (count: number) =>
    titled(widgetsOf(Array.from({ length: count }, () => ({}))), 'Rows added')['metrics'];
  expect(rows(20)).toHaveLength(20);
  expect(rows(21)).toEqual([
    [
      {
        expression: `SLICE(SORT(SEARCH('{FargateCron,Project,Environment,Job} Project="acme" Environment="test" MetricName="Rows"', 'Sum', 86400), SUM, DESC), 0, 10)`,
        // Twice the sign: CloudWatch replaces this, not Terraform.
        label: "$${PROP('Dim.Job')}",
      },
    ],
  ]);
});

test('a thousand jobs, each with a state machine and an alarm, keep to the limits of AWS', () => {
  const jobs = jobsOf(Array.from({ length: 1000 }, () => ({})));
  const names = jobs.map(({ name }) => name);
  const widgets = widgetsOf(jobs, { machines: names, alarms: { ...alarms, arns: names } });
  const counts = linesIn(widgets).map((lines) => lines.length);
  expect(widgets.length).toBeLessThanOrEqual(500);
  expect(Math.max(...counts)).toBe(500);
  expect(counts.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(2500);
  expect(titled(widgets, 'Alarms')['alarms']).toHaveLength(100);
  expect(widgets[0]?.properties['markdown']).toContain('and 980 more');
  expect(titled(widgets, 'Latest errors')['query']).toMatch(
    /^SOURCE logGroups\(namePrefix: \['\/acme\/test\/'\]\) \| filter/,
  );
});
