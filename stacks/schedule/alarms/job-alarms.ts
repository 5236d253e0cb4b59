import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { silenceOf } from '../../rules/missed-runs';
import { crawls } from '../../settings/crawls';
import type { JobSettings, Settings } from '../../settings/settings';
import type { StartsMetric } from './run-starts';

export interface JobAlarmsProps {
  readonly settings: Settings;
  readonly job: JobSettings;
  /** What counts the starts of its runs, where there are notifications of missing ones. */
  readonly starts?: StartsMetric | undefined;
  /** Nothing for a job that has none. */
  readonly stateMachineArn?: string | undefined;
}

type Named = Pick<Settings, 'prefix'>;

const endings = ['did-not-run', 'long-run', 'stale', 'suspect'] as const;

function nameOf({ prefix }: Named, job: string, ending: (typeof endings)[number]): string {
  return `${prefix}-${job}-${ending}`;
}

/** The names that the alarms of a job may have. */
export function jobAlarmNames(settings: Named, job: string): string[] {
  return endings.map((ending) => nameOf(settings, job, ending));
}

/** The name of the alarm for runs that did not happen, of the jobs that have it. */
export function missedRunsAlarm(settings: Named, job: string): string {
  return nameOf(settings, job, 'did-not-run');
}

/** The alarms of one job by their kind, which is a part of their address in the state. */
export function jobAlarms(props: JobAlarmsProps): Record<string, CloudwatchMetricAlarmConfig> {
  if (!props.job.enabled) return {};
  const wanted = {
    missed: missed(props),
    'long-run': longRun(props),
    stale: stale(props),
    suspect: suspect(props),
  };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([kind, alarm]) => (alarm === undefined ? [] : [[kind, alarm]])),
  );
}

/** Periods without a start have no value, and count as none only where they are filled. */
function missed({
  settings,
  job,
  starts,
}: JobAlarmsProps): CloudwatchMetricAlarmConfig | undefined {
  const silence = silenceOf(job);
  if (starts === undefined || silence === undefined) return undefined;
  const { periodSeconds, periods } = silence;
  return {
    alarmName: missedRunsAlarm(settings, job.name),
    alarmDescription: `The job ${job.name} was not started for ${lengthOf(periods * periodSeconds)}. It should run as ${job.schedule} says.`,
    // CloudWatch looks further back than the periods of an alarm for values to go by, and would tell
    // that much later. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
    metricQuery: [
      { id: 'started', expression: 'FILL(starts, 0)', label: 'Runs started', returnData: true },
      { id: 'starts', metric: { ...starts, stat: 'Sum', period: periodSeconds } },
    ],
    evaluationPeriods: periods,
    comparisonOperator: 'LessThanThreshold',
    threshold: 1,
    // Nothing is filled where there is no value at all.
    treatMissingData: 'breaching',
  };
}

function lengthOf(seconds: number): string {
  const hours = seconds / 3600;
  return hours > 2 ? `${Math.round(hours)} hours` : `${seconds / 60} minutes`;
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

function suspect(props: JobAlarmsProps): CloudwatchMetricAlarmConfig | undefined {
  const { settings, job } = props;
  if (job.alarms.suspect === false || !crawls(job, settings.jobs)) return undefined;
  return {
    alarmName: nameOf(settings, job.name, 'suspect'),
    alarmDescription: `The last run of the job ${job.name} got prices that are worse than what is stored, which stays as it was. Its manifest says of which symbols, and in what; npx fargate-cron report shows it.`,
    ...crawlerMetric('SymbolsSuspect', props),
    threshold: 0,
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

/** There is a value when a run ends, or a task of several; until the next one the alarm stays as it is. */
const ofLastRun = {
  statistic: 'Maximum',
  period: 300,
  evaluationPeriods: 1,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'ignore',
};
