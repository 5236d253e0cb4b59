import { consoleOf } from '../../rules/partition';
import { crawls } from '../../settings/crawls';
import type { Settings } from '../../settings/settings';
import { chart, crawlerChart, type Figure, type Line, type Widget } from './charts';

// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
const columns = 24;
const mostAlarmsOfWidget = 100;
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const mostLogGroups = 50;
// A longer table is not read; config.ts has them all.
const mostJobsInText = 20;

const figures: readonly Figure[] = [
  { title: 'Runs that finished', metric: 'DurationSeconds', statistic: 'SampleCount' },
  { title: 'Seconds of the longest run', metric: 'DurationSeconds', statistic: 'Maximum' },
  { title: 'Days since the newest price', metric: 'NewestDateAgeDays', statistic: 'Maximum' },
  { title: 'Rows added or changed', metric: 'Rows', statistic: 'Sum' },
  { title: 'Symbols done', metric: 'SymbolsOk', statistic: 'Sum' },
  { title: 'Symbols not done', metric: 'SymbolsFailed', statistic: 'Sum' },
  { title: 'Symbols of suspect prices', metric: 'SymbolsSuspect', statistic: 'Sum' },
  { title: 'Requests to the vendor', metric: 'Requests', statistic: 'Sum' },
  { title: 'Refused by the vendor (429)', metric: 'Throttled', statistic: 'Sum' },
];

/** What a dashboard shows; at synth most of it are Terraform references. */
export interface DashboardSubjects {
  readonly settings: Settings;
  readonly clusterName: string;
  readonly dataBucket: string;
  readonly scheduleGroup: string;
  readonly deadLetterQueue: string;
  /** Those of the jobs that have a task of their own. */
  readonly logGroups: readonly string[];
  /** By job, of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
  /** Nothing where there are no notifications. */
  readonly alarms?: DashboardAlarms | undefined;
}

export interface DashboardAlarms {
  readonly arns: readonly string[];
  /** Names of the rules that see tasks that failed. */
  readonly failuresRules: readonly string[];
}

/** The text that CloudWatch makes a dashboard from. */
export function dashboardBody(subjects: DashboardSubjects) {
  return {
    start: '-P28D',
    periodOverride: 'inherit',
    widgets: placed([
      header(subjects),
      ...alarmStates(subjects),
      ...failures(subjects),
      firings(subjects),
      ...stateMachines(subjects),
      ...crawlerCharts(subjects),
      ...logs(subjects),
    ]),
  };
}

/** Puts widgets beside each other as long as they fit, then below. */
function placed(widgets: readonly Widget[]) {
  let [x, y, rowHeight] = [0, 0, 0];
  return widgets.map((widget) => {
    if (x + widget.width > columns) [x, y, rowHeight] = [0, y + rowHeight, 0];
    const place = { ...widget, x, y };
    x += widget.width;
    rowHeight = Math.max(rowHeight, widget.height);
    return place;
  });
}

function header({ settings, clusterName, dataBucket }: DashboardSubjects): Widget {
  const { project, environment, region, jobs } = settings;
  const console = consoleOf(region);
  const links =
    console === undefined
      ? []
      : [
          `[tasks](${console}/ecs/v2/clusters/${clusterName}/tasks?region=${region})`,
          `[schedules](${console}/scheduler/home?region=${region}#schedules)`,
          `[state machines](${console}/states/home?region=${region}#/statemachines)`,
          `[logs](${console}/cloudwatch/home?region=${region}#logsV2:logs-insights)`,
          `[data](${console}/s3/buckets/${dataBucket})`,
          `[undelivered](${console}/sqs/v3/home?region=${region}#/queues)`,
        ];
  const shown = jobs.slice(0, mostJobsInText);
  return {
    type: 'text',
    width: columns,
    height: 3 + Math.ceil(shown.length / 2),
    properties: {
      markdown: [
        `# ${project} · ${environment}`,
        `${links.length === 0 ? '' : `${links.join(' · ')} — `}Terraform makes this page and overwrites what is changed here.`,
        '',
        'job | runs | zone',
        '--- | --- | ---',
        ...shown.map(
          ({ name, enabled, schedule, after, timeZone }) =>
            `${name} | ${enabled ? (after === undefined ? `\`${schedule}\`` : `after ${after}`) : 'switched off'} | ${timeZone}`,
        ),
        ...(jobs.length > shown.length ? [`and ${jobs.length - shown.length} more | | `] : []),
      ].join('\n'),
    },
  };
}

function alarmStates({ alarms }: DashboardSubjects): Widget[] {
  if (alarms === undefined || alarms.arns.length === 0) return [];
  const shown = alarms.arns.slice(0, mostAlarmsOfWidget);
  return [
    {
      type: 'alarm',
      width: columns,
      height: 1 + Math.ceil(shown.length / 4),
      properties: { title: 'Alarms', alarms: shown, sortBy: 'stateUpdatedTimestamp' },
    },
  ];
}

function failures({ settings, alarms }: DashboardSubjects): Widget[] {
  if (alarms === undefined) return [];
  const lines = alarms.failuresRules.map((rule): Line => [
    'AWS/Events',
    'TriggeredRules',
    'RuleName',
    rule,
    { label: 'tasks' },
  ]);
  return [chart('Tasks that failed or did not start', settings, lines)];
}

/** What Scheduler did for all jobs together; it has no figures by schedule. */
function firings({ settings, scheduleGroup, deadLetterQueue }: DashboardSubjects): Widget {
  const ofGroup = (metric: string, label: string): Line => [
    'AWS/Scheduler',
    metric,
    'ScheduleGroup',
    scheduleGroup,
    { label },
  ];
  return chart('Firings', settings, [
    ofGroup('InvocationAttemptCount', 'attempts'),
    ofGroup('TargetErrorCount', 'refused by the target'),
    ofGroup('InvocationDroppedCount', 'dropped'),
    [
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'QueueName',
      deadLetterQueue,
      { label: 'in the dead-letter queue', stat: 'Maximum' },
    ],
  ]);
}

function stateMachines({ settings, stateMachineArns }: DashboardSubjects): Widget[] {
  const machines = Object.entries(stateMachineArns);
  if (machines.length === 0) return [];
  const lines = (metric: string): Line[] =>
    machines.map(([job, arn]) => ['AWS/States', metric, 'StateMachineArn', arn, { label: job }]);
  return [
    chart('Executions that succeeded', settings, lines('ExecutionsSucceeded'), { stacked: true }),
    chart('Executions that failed', settings, lines('ExecutionsFailed'), { stacked: true }),
  ];
}

/** Other jobs write other metrics, or none. */
function crawlerCharts({ settings }: DashboardSubjects): Widget[] {
  const jobs = settings.jobs.filter((job) => crawls(job, settings.jobs));
  return jobs.length === 0 ? [] : figures.map((figure) => crawlerChart(figure, settings, jobs));
}

function logs({ settings, logGroups }: DashboardSubjects): Widget[] {
  const { logGroupPath, region } = settings;
  const source =
    logGroups.length > mostLogGroups
      ? `SOURCE logGroups(namePrefix: ['${logGroupPath}/'])`
      : logGroups.map((group) => `SOURCE '${group}'`).join(' | ');
  const widget = (title: string, width: number, query: string): Widget => ({
    type: 'log',
    width,
    height: 8,
    properties: { title, region, view: 'table', query: `${source} | ${query}` },
  });
  return [
    widget(
      'Tasks that wrote a line',
      8,
      'stats count_distinct(@logStream) as tasks, max(@timestamp) as latest by @log | sort latest desc',
    ),
    widget(
      'Latest errors',
      16,
      // The crawler's levels are numbers, 50 and 60 the bad ones; other images write words.
      'filter level >= 50 or @message like /(?i)\\b(error|exception|fatal|panic|traceback)\\b/ | fields @timestamp, @log, @message | sort @timestamp desc | limit 20',
    ),
  ];
}
