import { describeStatus } from '../../../cli/runs/describe-status';
import type { JobStatus } from '../../../cli/runs/read-status';

const reason = `IBM: ${'https://vendor.example/a/very/long/address '.repeat(5)}answered 404`;
const job: JobStatus = {
  name: 'weekly-crawl',
  schedule: 'cron(0 18 ? * FRI *)',
  timeZone: 'America/New_York',
  enabled: true,
  next: { utc: '2026-11-27T23:00:00Z', local: '2026-11-27T18:00:00-05:00' },
  missing: '2026-11-20T23:00:00Z',
  runs: [
    {
      scheduledTime: '2026-11-13T23:00:00Z',
      outcome: 'failed',
      startedAt: '2026-11-13T23:00:30.000Z',
      durationSeconds: 123,
      rows: 1_234_567,
      reason,
      byHand: { name: 'jane.doe', reason: 'OPS-1' },
    },
    {
      scheduledTime: '2026-11-06T23:00:00Z',
      outcome: 'done',
      startedAt: null,
      durationSeconds: null,
      rows: null,
      reason: null,
      byHand: null,
    },
  ],
  alarms: [
    { name: 'fargate-cron-prod-weekly-crawl-failed', state: 'ALARM' },
    { name: 'fargate-cron-prod-weekly-crawl-missed', state: 'OK' },
  ],
};

test('the table fits a terminal, and what may be long stands below it', () => {
  const lines = describeStatus([job]).split('\n');
  const table = lines.filter((line) => /^[┌│├└]/.test(line));
  for (const line of table) expect(line.length).toBeLessThanOrEqual(130);
  expect(table.join('\n')).toMatch(
    /weekly-crawl +│ cron\(0 18 \? \* FRI \*\) │ 2026-11-27 18:00 │ 2026-11-13 23:00 │ 2 min 3 s │ 1,234,567 │ ✓✗ +│ 1 of 2/,
  );
  expect(lines.slice(table.length)).toEqual([
    'weekly-crawl: 2026-11-20T23:00:00Z did not run',
    'weekly-crawl: 2026-11-13T23:00:00Z started by jane.doe: OPS-1',
    `weekly-crawl: 2026-11-13T23:00:00Z failed: ${reason}`,
    'weekly-crawl: ALARM fargate-cron-prod-weekly-crawl-failed',
  ]);
});

test('a job without runs and alarms says so', () => {
  const quiet = { ...job, enabled: false, next: null, missing: null, runs: [], alarms: [] };
  const text = describeStatus([quiet]);
  expect(text).toMatch(/│ disabled │ none yet +│/);
  expect(text.endsWith('┘')).toBe(true);
});
