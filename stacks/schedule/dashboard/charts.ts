import { literal } from '../../rules/literal';
import type { JobSettings, Settings } from '../../settings/settings';

const dayInSeconds = 86_400;
// A person tells so many lines of a chart apart; with more jobs it shows those that stand out.
const mostLines = 20;
const standingOut = 10;
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
const mostMetricsOfWidget = 500;

export interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'log';
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A metric as a dashboard knows it: namespace, name, dimensions in turn, how it is shown. */
export type Line = readonly (string | Readonly<Record<string, string>>)[];

/** What a chart says of a job that runs the crawler, from the metrics that this writes. */
export interface Figure {
  readonly title: string;
  readonly metric: string;
  readonly statistic: 'Sum' | 'Maximum' | 'SampleCount';
}

/** A chart with a value for every day. */
export function chart(
  title: string,
  settings: Settings,
  lines: readonly Line[],
  more: Readonly<Record<string, unknown>> = {},
): Widget {
  return {
    type: 'metric',
    width: 6,
    height: 6,
    properties: {
      title,
      region: settings.region,
      view: 'timeSeries',
      period: dayInSeconds,
      stat: 'Sum',
      yAxis: { left: { min: 0, showUnits: false } },
      ...more,
      metrics: lines.slice(0, mostMetricsOfWidget),
    },
  };
}

/** A line for each job, or one search for those that stand out where there would be too many. */
export function crawlerChart(
  { title, metric, statistic }: Figure,
  settings: Settings,
  jobs: readonly JobSettings[],
): Widget {
  const { project, environment } = settings;
  const of = { Project: project, Environment: environment };
  if (jobs.length <= mostLines) {
    const lines = jobs.map((job) => [
      'FargateCron',
      metric,
      ...Object.entries({ ...of, Job: job.name }).flat(),
      { label: job.name },
    ]);
    return chart(title, settings, lines, { stat: statistic });
  }
  const wanted = Object.entries({ ...of, MetricName: metric })
    .map(([name, value]) => `${name}="${value}"`)
    .join(' ');
  const found = `SEARCH('{FargateCron,${Object.keys(of).join()},Job} ${wanted}', '${statistic}', ${dayInSeconds})`;
  const expression = `SLICE(SORT(${found}, ${statistic === 'Maximum' ? 'MAX' : 'SUM'}, DESC), 0, ${standingOut})`;
  return chart(`${title}, the ${standingOut} highest jobs`, settings, [
    // A label of CloudWatch's own, which Terraform must not take for a reference.
    [{ expression, label: literal("${PROP('Dim.Job')}") }],
  ]);
}
