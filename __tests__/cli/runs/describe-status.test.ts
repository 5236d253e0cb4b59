import { describeStatus } from '../../../cli/runs/describe-status';
import type { JobStatus } from '../../../cli/runs/read-status';
import { someRun } from './some-run';

const reason = `IBM: ${'https://vendor.example/a/very/long/address '.repeat(5)}answered 404`;
const job: JobStatus = {
  name: 'weekly-crawl',
  state: 'deployed',
  schedule: 'cron(0 18 ? * FRI *)',
  after: null,
  timeZone: 'America/New_York',
  enabled: true,
  paused: false,
  next: { utc: '2026-11-27T23:00:00Z', local: '2026-11-27T18:00:00-05:00' },
  missing: '2026-11-06T23:00:00Z',
  runs: [
    someRun('2026-11-13T23:00:00Z', 'failed', {
      durationSeconds: 123,
      rows: 1_234_567,
      reason,
      byHand: { name: 'jane.doe', reason: 'OPS-1' },
    }),
    someRun('2026-11-06T23:00:00Z', 'missed'),
    someRun('2026-10-30T22:00:00Z'),
  ],
  alarms: [
    { name: 'fargate-cron-prod-weekly-crawl-failed', state: 'ALARM' },
    { name: 'fargate-cron-prod-weekly-crawl-missed', state: 'OK' },
  ],
};

function isTable(line: string): boolean {
  return /^[┌│├└]/.test(line);
}

test('the table fits a terminal, and what may be long stands below it', () => {
  const names = ['weekly-crawl', 'the-nightly-settlement-of-all-european-venues-2', 'x'.repeat(48)];
  const jobs = names.map((name) => ({
    ...job,
    name,
    timeZone: 'America/Argentina/ComodRivadavia',
    runs: Array.from({ length: 25 }, () => someRun('2026-11-13T23:00:00Z', 'interrupted')),
  }));
  const lines = describeStatus(jobs, { utc: false, width: 80 }).split('\n');
  for (const line of lines.filter(isTable)) expect(line.length).toBeLessThanOrEqual(80);
  expect(lines.filter(isTable).length).toBeGreaterThan(9);
});

test('a job that runs after another says so', () => {
  const text = describeStatus([{ ...job, after: 'nightly' }], { utc: false });
  expect(text).toContain('│ after nightly ');
  expect(text).not.toContain('cron(');
});

test('a row has one zone, and marks the oldest first', () => {
  const lines = describeStatus([job], { utc: false }).split('\n');
  const table = lines.filter(isTable);
  expect(table.slice(3, -1).map((line) => line.split('│').map((cell) => cell.trim()))).toEqual([
    ['', 'weekly-crawl', '2026-11-27 18:00', '2026-11-13 18:00', '✓m✗', '1 of 2', ''],
    ['', 'cron(0 18 ? * FRI *)', '', 'failed', '', '', ''],
    ['', 'America/New_York', '', '2 min 3 s', '', '', ''],
    ['', '', '', '1,234,567 rows', '', '', ''],
  ]);
  expect(lines.slice(table.length)).toEqual([
    'm missed',
    'weekly-crawl: 2026-11-06 18:00 did not run',
    'weekly-crawl: 2026-11-13 18:00 started by jane.doe: OPS-1',
    `weekly-crawl: 2026-11-13 18:00 failed: ${reason}`,
    'weekly-crawl: ALARM fargate-cron-prod-weekly-crawl-failed',
  ]);
});

test('with --utc all is in UTC', () => {
  const text = describeStatus([job], { utc: true });
  expect(text).toContain('│ next run (UTC)   │ last run (UTC)   │');
  expect(text).toContain('│ 2026-11-27 23:00 │ 2026-11-13 23:00 │');
  expect(text).toContain('weekly-crawl: 2026-11-06 23:00 did not run');
});

test.each([
  [{ enabled: false, next: null }, /│ disabled +│ none yet +│/],
  [{ enabled: false, paused: true, next: null }, /│ paused +│/],
  [{ state: 'not deployed', next: null } as const, /│ not deployed +│/],
  [{ next: null }, /│ never again +│/],
  [
    { state: 'not in config.ts' } as const,
    /\nweekly-crawl: deployed, and not in config.ts any more$/,
  ],
])('a job says what becomes of it: %j', (more, expected) => {
  const quiet = { ...job, missing: null, runs: [], alarms: [], ...more };
  expect(describeStatus([quiet], { utc: false })).toMatch(expected);
});
