import type { Manifest } from '../manifest/manifest';
import type { Traffic } from '../vendor/vendor-client';

const dayMs = 86_400_000;

const units = {
  SymbolsOk: 'Count',
  SymbolsFailed: 'Count',
  SymbolsSuspect: 'Count',
  Rows: 'Count',
  Bytes: 'Bytes',
  Requests: 'Count',
  Throttled: 'Count',
  DurationSeconds: 'Seconds',
  NewestDateAgeDays: 'Count',
} as const;
type Metrics = Partial<Record<keyof typeof units, number>>;

/** What tells this job from others; what is not set is left out. */
export interface Dimensions {
  readonly Project: string | undefined;
  readonly Environment: string | undefined;
  readonly Job: string | undefined;
}

/** The figures of a run. Rows are those it added or changed, bytes those the vendor sent. */
export function metricsOf(manifest: Manifest, traffic: Traffic): Metrics {
  const { counts, startedAt, finishedAt, scheduledTime } = manifest;
  const reports = Object.values(manifest.symbols);
  const newest = reports.reduce((date, { last = '' }) => (last > date ? last : date), '');
  return {
    SymbolsOk: counts.updated + counts.unchanged,
    SymbolsFailed: counts['no-data'] + counts.failed + counts.skipped,
    SymbolsSuspect: counts.suspect,
    Rows: reports.reduce((sum, { changed = 0 }) => sum + changed, 0),
    Bytes: traffic.bytes,
    Requests: traffic.requests,
    Throttled: traffic.throttled,
    DurationSeconds: (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000,
    ...(newest !== '' && {
      NewestDateAgeDays: Math.floor((Date.parse(scheduledTime) - Date.parse(newest)) / dayMs),
    }),
  };
}

/**
 * A line that CloudWatch takes metrics from when it finds it in a log.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricsLine(metrics: Metrics, dimensions: Dimensions, nowMs: number): string {
  const set = Object.entries(dimensions).filter(([, value]) => value !== undefined);
  return JSON.stringify({
    _aws: {
      Timestamp: nowMs,
      CloudWatchMetrics: [
        {
          Namespace: 'FargateCron',
          Dimensions: [set.map(([name]) => name)],
          Metrics: Object.keys(metrics).map((name) => ({
            Name: name,
            Unit: units[name as keyof typeof units],
          })),
        },
      ],
    },
    ...Object.fromEntries(set),
    ...metrics,
  });
}
