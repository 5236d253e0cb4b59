import type { CheckRecord } from '../../../crawler/src/public/check-record';
import type { RunManifest } from '../../../cli/runs/manifests';
import type { JobFacts, ReportFacts } from '../../../cli/report/facts';
import type { JobRun } from '../../../cli/runs/job-run';
import { inSeconds } from '../../../cli/terminal/moment';
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

/** A run that was done in three minutes, with what differs. */
export function runOf(scheduledTime: string, parts: Partial<JobRun> = {}): JobRun {
  return {
    ...{ scheduledTime, startedAt: scheduledTime, outcome: 'done', durationSeconds: 180 },
    ...{ exitCode: 0, reason: null, attempts: 1, rows: null, byHand: null },
    ...{ tasks: [`task-${scheduledTime.slice(0, 13)}`], executionArn: null },
    ...parts,
  };
}

/** The scheduled times up to now, the newest first. */
export function timesOf(count: number, everyMs: number, newest = '2026-11-24T02:00:00Z'): string[] {
  return Array.from({ length: count }, (_, back) =>
    inSeconds(new Date(Date.parse(newest) - back * everyMs)),
  );
}

/** A job with its runs, the newest first. */
export function jobOf(
  name: string,
  runs: readonly JobRun[],
  parts: Partial<JobFacts> = {},
): JobFacts {
  const { jobs } = loadSettings(configOf({ name }), { FARGATE_CRON_ENV: 'test' });
  return {
    ...{ name, runs, job: jobs[0], since: undefined, usd: 1.2345 },
    ...{ schedule: 'rate(1 day)', timeZone: 'UTC', enabled: true },
    trigger: {
      ...{ grammar: 'scheduler', enabled: true, expression: 'rate(1 day)', timeZone: 'UTC' },
      target: { arn: 'arn', roleArn: undefined, ecs: undefined, input: () => '{}' },
    },
    next: [{ utc: '2026-11-27T23:00:00Z', local: '2026-11-27T23:00:00+00:00' }],
    log: { group: `/acme/test/${name}`, stream: `${name}/${name}` },
    ...parts,
  };
}

/** What a report is made of that shows these jobs and no more. */
export function factsOf(jobs: readonly JobFacts[], parts: Partial<ReportFacts> = {}): ReportFacts {
  return {
    ...{ project: 'acme', environment: 'test', region: 'eu-central-1', days: 365, jobs },
    ...{ now: new Date('2026-11-24T12:00:00Z'), tails: new Map(), checks: [], broken: [] },
    ...{ prices: [], graph: { parts: [], arrows: [] } },
    ...parts,
  };
}

const hourMs = 3_600_000;

/**
 * Half a year of Fridays of the crawler, one of which failed and one of which did not happen, and jobs of
 * other rhythms with every outcome.
 */
export function someFacts(): ReportFacts {
  const settings = loadSettings(
    configOf(
      {},
      {
        jobs: ['weekly-crawl', 'nightly', 'often'].map((name) => ({
          name,
          schedule: 'rate(1 day)',
        })),
      },
    ),
    { FARGATE_CRON_ENV: 'test' },
  );
  const fridays = timesOf(26, weekMs, '2026-11-20T23:00:00Z');
  const crawl = fridays.map((time, week) => {
    if (week === 15)
      return runOf(time, {
        outcome: 'missed',
        exitCode: null,
        startedAt: null,
        durationSeconds: null,
        attempts: null,
        tasks: [],
      });
    const manifest = manifestOf(time, week === 4 ? 'the vendor answered 500' : undefined);
    return runOf(time, {
      ...(week === 4 && { outcome: 'failed', exitCode: 1, reason: '<b>: the vendor answered 500' }),
      ...{ durationSeconds: 600 + 7 * week, rows: 1000 * (40 - week), manifest },
    });
  });
  const outcomes: Readonly<Record<number, Partial<JobRun>>> = {
    0: { outcome: 'running', exitCode: null },
    2: {
      outcome: 'timed-out',
      exitCode: 137,
      durationSeconds: 3600,
      attempts: 3,
      reason: 'States.Timeout: the run took longer than timeoutSeconds',
      executionArn: 'arn:aws:states:eu-central-1:123456789012:execution:acme-test-nightly:run-2',
    },
    3: { outcome: 'interrupted', exitCode: 143, reason: 'Your Spot Task was interrupted.' },
    5: { outcome: 'stopped', exitCode: 137, byHand: { name: 'ann', reason: 'wrong input' } },
    6: { outcome: 'replaced' },
    8: { outcome: 'skipped', durationSeconds: null, reason: 'the previous run was still running' },
    9: { outcome: 'paused', startedAt: null, durationSeconds: null },
    20: { outcome: 'unknown', startedAt: null, durationSeconds: null },
  };
  const nightly = timesOf(60, 24 * hourMs).map((time, back) =>
    runOf(time, { durationSeconds: 180 + ((back * 37) % 50), ...outcomes[back] }),
  );
  const often = timesOf(2000, 300_000, '2026-11-24T11:55:00Z').map((time, back) =>
    runOf(time, {
      durationSeconds: 20 + (back % 7),
      ...(back % 400 === 3 && {
        ...{ outcome: 'failed', exitCode: 1, reason: 'Essential container in task exited' },
      }),
    }),
  );
  const failed = often.find(({ outcome }) => outcome === 'failed');
  const berlin = {
    timeZone: 'Europe/Berlin',
    schedule: 'cron(0 3 * * ? *)',
    next: [{ utc: '2026-11-25T02:00:00Z', local: '2026-11-25T03:00:00+01:00' }],
  };
  return factsOf(
    [
      jobOf('weekly-crawl', crawl, { schedule: 'cron(0 23 ? * FRI *)' }),
      jobOf('nightly', nightly, { ...berlin, usd: 0.002 }),
      jobOf(
        'clean-up',
        nightly
          .slice(1)
          .filter((_, day) => day % 7 > 1)
          .map((run) => ({ ...run, outcome: 'done', reason: null })),
        { enabled: false, next: [] },
      ),
      jobOf('often', often, { schedule: 'rate(5 minutes)' }),
      jobOf('new-job-with-a-long-name-that-wants-room', [], {
        trigger: undefined,
        next: [],
        log: undefined,
        usd: undefined,
      }),
      jobOf(
        'gone',
        timesOf(1, weekMs).map((time) => runOf(time)),
        { job: undefined, next: [], log: undefined, usd: undefined },
      ),
    ],
    {
      tails: new Map(
        failed === undefined
          ? []
          : [
              [
                failed,
                [
                  'connecting to postgres://app:hunter2@db:5432/app',
                  'Error: no answer from db',
                  '    at connect (/app/db.js:12:9)',
                ],
              ],
            ],
      ),
      broken: [{ key: '_manifests/source=yahoo/run=20260101T000000Z.json', reason: 'it is empty' }],
      checks: [
        checkOf({
          symbol: '<b>',
          check: 'zero',
          first: '2026-11-20',
          count: 1,
          text: 'low is zero',
        }),
      ],
      prices: ['AAPL', '^GSPC'].map((symbol) => ({
        symbol,
        closes: timesOf(120, 24 * hourMs)
          .toReversed()
          .map((time, day) => ({
            date: time.slice(0, 10),
            close: 200 + 30 * Math.sin(day / 15),
          })),
      })),
      graph: graphOf(synthesizedStacks(settings)),
    },
  );
}
