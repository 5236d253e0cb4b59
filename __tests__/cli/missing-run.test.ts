import { missingRun } from '../../cli/missing-run';

const trigger = {
  grammar: 'scheduler' as const,
  enabled: true,
  expression: 'cron(0 18 ? * FRI *)',
  timeZone: 'America/New_York',
  createdAt: new Date('2026-01-01T00:00:00Z'),
};
const job = { delivery: { retries: 5, maxAgeSeconds: 3600 } };
const friday = '2026-11-20T23:00:00Z';
const before = [{ scheduledTime: '2026-11-13T23:00:00Z' }];
const tuesday = new Date('2026-11-24T00:00:00Z');

test('a scheduled time without a run is missing', () => {
  expect(missingRun(trigger, before, job, tuesday)).toBe(friday);
});

test.each([
  ['it ran', trigger, [{ scheduledTime: friday }], tuesday],
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
  ['the job leaves no trace', trigger, [], tuesday],
  ['nobody knows when a rate fires', { ...trigger, expression: 'rate(1 day)' }, before, tuesday],
])('nothing is missing when %s', (_, applied, runs, now) => {
  expect(missingRun(applied, runs, job, now)).toBeNull();
});
