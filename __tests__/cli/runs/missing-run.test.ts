import type { KnownRuns } from '../../../cli/runs/known-runs';
import { missingRun } from '../../../cli/runs/missing-run';

const trigger = {
  grammar: 'scheduler' as const,
  enabled: true,
  expression: 'cron(0 18 ? * FRI *)',
  timeZone: 'America/New_York',
  createdAt: new Date('2026-01-01T00:00:00Z'),
};
const job = { delivery: { retries: 5, maxAgeSeconds: 3600 } };
const friday = '2026-11-20T23:00:00Z';
const tuesday = new Date('2026-11-24T00:00:00Z');

function known(since: string | undefined, ...times: string[]): KnownRuns {
  const runs = times.map((scheduledTime) => ({
    scheduledTime,
    outcome: 'done' as const,
    startedAt: null,
    durationSeconds: null,
    rows: null,
    reason: null,
    byHand: null,
  }));
  return { runs, since: since === undefined ? undefined : new Date(since) };
}

const before = known('2026-11-13T23:00:00Z', '2026-11-13T23:00:00Z');

test('a scheduled time without a run is missing', () => {
  expect(missingRun(trigger, before, job, tuesday)).toBe(friday);
});

test.each([
  ['it ran', trigger, known(friday, friday), tuesday],
  ['AWS may still deliver it', trigger, before, new Date('2026-11-20T23:59:00Z')],
  ['the schedule is off', { ...trigger, enabled: false }, before, tuesday],
  ['the schedule is younger', { ...trigger, createdAt: new Date('2026-11-21') }, before, tuesday],
  ['the schedule was over', { ...trigger, endDate: new Date('2026-11-20') }, before, tuesday],
  [
    'the schedule had not begun',
    { ...trigger, startDate: new Date('2026-11-21') },
    before,
    tuesday,
  ],
  [
    'nobody remembers so far back',
    trigger,
    known('2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z'),
    tuesday,
  ],
  ['only ECS knows the job', trigger, known(undefined, '2026-11-13T23:00:00Z'), tuesday],
  ['nobody knows when a rate fires', { ...trigger, expression: 'rate(1 day)' }, before, tuesday],
])('nothing is missing when %s', (_, applied, runs, now) => {
  expect(missingRun(applied, runs, job, now)).toBeNull();
});
