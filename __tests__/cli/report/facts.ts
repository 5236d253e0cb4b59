import type { CheckRecord } from '../../../crawler/src/public/check-record';
import type { RunManifest } from '../../../cli/runs/manifests';
import type { ReportFacts } from '../../../cli/report/gather';
import { graphOf } from '../../../cli/picture/graph';
import { synthesizedStacks } from '../../../cli/deployed/resources';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const weekMs = 7 * 86_400_000;

/** A run of two symbols, of which the second may be missing. */
export function manifestOf(scheduledTime: string, missing?: string): RunManifest {
  const last = scheduledTime.slice(0, 10);
  return {
    source: 'yahoo',
    scheduledTime,
    startedAt: scheduledTime,
    finishedAt: new Date(Date.parse(scheduledTime) + 12_500).toISOString(),
    outcome: missing === undefined ? 'done' : 'failed',
    symbols: {
      AAPL: { status: 'updated', rows: 250, last },
      ...(missing !== undefined && { '<b>': { status: 'failed', error: missing } }),
    },
  };
}

/** A check of two symbols. */
export function checkOf(...findings: CheckRecord['findings']): CheckRecord {
  const scheduledTime = '2026-11-21T01:00:00.000Z';
  return {
    ...{ version: 1, run: '20261121T010000Z', source: 'yahoo', scheduledTime },
    ...{ startedAt: scheduledTime, finishedAt: scheduledTime },
    ...{ symbols: 2, rows: 500, absent: [], findings },
  };
}

/** Half a year of Fridays, one of which failed and one of which did not happen. */
export function someFacts(): ReportFacts {
  const settings = loadSettings(
    configOf({
      name: 'weekly-crawl',
      schedule: 'cron(0 23 ? * FRI *)',
      environment: { PRICE_SOURCE: 'yahoo' },
    }),
    { FARGATE_CRON_ENV: 'test' },
  );
  const newest = Date.parse('2026-11-20T23:00:00Z');
  const due = Array.from({ length: 26 }, (_, week) =>
    new Date(newest - (25 - week) * weekMs).toISOString(),
  );
  const manifests = due
    .filter((_, week) => week !== 10)
    .map((time, index) => manifestOf(time, index === 20 ? 'the vendor answered 500' : undefined));
  return {
    project: 'acme',
    environment: 'test',
    bucket: 'acme-test-data',
    now: new Date('2026-11-24T12:00:00Z'),
    days: 365,
    runs: {
      manifests,
      broken: [{ key: '_manifests/source=yahoo/run=20260101T000000Z.json', reason: 'it is empty' }],
    },
    checks: [
      checkOf({ symbol: '<b>', check: 'zero', first: '2026-11-20', count: 1, text: 'low is zero' }),
    ],
    jobs: settings.jobs.map((job) => ({
      job,
      due,
      next: [{ utc: '2026-11-27T23:00:00Z', local: '2026-11-27T23:00:00+00:00' }],
    })),
    prices: ['AAPL', '^GSPC'].map((symbol) => ({
      symbol,
      closes: Array.from({ length: 120 }, (_, day) => ({
        date: new Date(newest - (120 - day) * 86_400_000).toISOString().slice(0, 10),
        close: 200 + 30 * Math.sin(day / 15),
      })),
    })),
    graph: graphOf(synthesizedStacks(settings)),
  };
}
