import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { daysWithoutRun } from '../../rules/missed-runs';
import { runTraceOf } from '../../settings/run-trace';
import type { JobSettings, Settings } from '../../settings/settings';

export interface JobAlarmsProps {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly logGroup: string;
  /** Nothing for a job that has none. */
  readonly stateMachineArn?: string | undefined;
}

type Named = Pick<Settings, 'prefix'>;

const endings = ['did-not-run', 'long-run', 'stale'] as const;

function nameOf({ prefix }: Named, job: string, ending: (typeof endings)[number]): string {
  return `${prefix}-${job}-${ending}`;
}

/** The names that the alarms of a job may have. */
export function jobAlarmNames(settings: Named, job: string): string[] {
  return endings.map((ending) => nameOf(settings, job, ending));
}

/** The alarms of one job by their kind, which is a part of their address in the state. */
export function jobAlarms(props: JobAlarmsProps): Record<string, CloudwatchMetricAlarmConfig> {
  if (!props.job.enabled) return {};
  const wanted = { missed: missed(props), 'long-run': longRun(props), stale: stale(props) };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([kind, alarm]) => (alarm === undefined ? [] : [[kind, alarm]])),
  );
}

/** A run that happens leaves a trace, which AWS counts free of charge. */
function missed(props: JobAlarmsProps): CloudwatchMetricAlarmConfig | undefined {
  const { settings, job } = props;
  const days = daysWithoutRun(job);
  const trace = traceOf(props);
  if (settings.alarms?.missedRuns === false || days === undefined || trace === undefined) {
    return undefined;
  }
  const { left, ...metric } = trace;
  return {
    alarmName: nameOf(settings, job.name, 'did-not-run'),
    alarmDescription: `The job ${job.name} has ${left} for ${days} days. It should run as ${job.schedule} says.`,
    ...metric,
    statistic: 'Sum',
    period: 86_400,
    evaluationPeriods: days,
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    treatMissingData: 'breaching',
  };
}

/** The metric that counts a job's runs, and what a job without them has not done. */
function traceOf({ settings, job, logGroup, stateMachineArn = '' }: JobAlarmsProps):
  | (Pick<CloudwatchMetricAlarmConfig, 'namespace' | 'metricName' | 'dimensions'> & {
      readonly left: string;
    })
  | undefined {
  switch (runTraceOf(job, settings.jobs)) {
    case 'log group':
      return {
        left: 'written nothing',
        namespace: 'AWS/Logs',
        metricName: 'IncomingLogEvents',
        dimensions: { LogGroupName: logGroup },
      };
    case 'executions':
      return {
        left: 'not been started',
        namespace: 'AWS/States',
        metricName: 'ExecutionsStarted',
        dimensions: { StateMachineArn: stateMachineArn },
      };
    case undefined:
      return undefined;
  }
}

function longRun(props: JobAlarmsProps): CloudwatchMetricAlarmConfig | undefined {
  const { settings, job, stateMachineArn } = props;
  const minutes = job.alarms.longRunMinutes;
  if (minutes === undefined) return undefined;
  return {
    alarmName: nameOf(settings, job.name, 'long-run'),
    alarmDescription: `The last run of the job ${job.name} took longer than ${minutes} minutes.`,
    ...(stateMachineArn === undefined
      ? { ...crawlerMetric('DurationSeconds', props), threshold: minutes * 60 }
      : {
          namespace: 'AWS/States',
          metricName: 'ExecutionTime',
          dimensions: { StateMachineArn: stateMachineArn },
          threshold: minutes * 60_000,
        }),
    ...ofLastRun,
  };
}

function stale(props: JobAlarmsProps): CloudwatchMetricAlarmConfig | undefined {
  const { settings, job } = props;
  const days = job.alarms.staleDays;
  if (days === undefined) return undefined;
  return {
    alarmName: nameOf(settings, job.name, 'stale'),
    alarmDescription: `The newest price that the last run of the job ${job.name} left is older than ${days} days.`,
    ...crawlerMetric('NewestDateAgeDays', props),
    threshold: days,
    ...ofLastRun,
  };
}

/** What the crawler writes of a run into its log, as a metric. */
function crawlerMetric(metricName: string, { settings, job }: JobAlarmsProps) {
  const { project, environment } = settings;
  return {
    namespace: 'FargateCron',
    metricName,
    dimensions: { Project: project, Environment: environment, Job: job.name },
  };
}

/** There is a value when a run ends; until the next one the alarm stays as it is. */
const ofLastRun = {
  statistic: 'Maximum',
  period: 300,
  evaluationPeriods: 1,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'ignore',
};
