import fc from 'fast-check';
import { daysWithoutRun } from '../../../stacks/rules/missed-runs';
import { nextRuns } from '../../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';

const of = (schedule: string): number | undefined =>
  daysWithoutRun({ schedule, trigger: 'scheduler' });

test.each([
  ['rate(1 minute)', 2],
  ['rate(36 hours)', 3],
  ['rate(6 days)', 7],
  ['cron(0 18 * * ? *)', 2],
  ['cron(* * * * ? *)', 2],
  ['cron(0 18 ? * MON-FRI *)', 4],
  // More runs in the first days than in all others together.
  ['cron(* 9-17 ? * MON-FRI *)', 4],
  ['cron(0 * 1-26 * ? *)', 7],
  ['cron(0/10 * 1-27 * ? *)', 6],
  // The first days of a month follow the last run of a leap year's February.
  ['cron(0 0 1/5 * ? *)', 6],
])('%s is missed after %d days', (schedule, days) => {
  expect(of(schedule)).toBe(days);
});

test.each([
  'cron(0 * 1-25 * ? *)',
  'cron(0/10 * 1-20 * ? *)',
  'cron(0/30 * 1-10 1 ? *)',
  'cron(* * ? * SAT *)',
  'cron(* * 1/6 1-11 ? *)',
  'cron(0 0 29 2 ? *)',
  'cron(0 0 31 2 ? *)',
  'rate(7 days)',
  'at(2027-01-31T18:00:00)',
  'cron(0 18 ? * MON-FRI 2027)',
  'cron(0 18 * * ? 2027-2199)',
])('no alarm looks back far enough for %s', (schedule) => {
  expect(of(schedule)).toBeUndefined();
});

test.each(['startDate', 'endDate'])('no alarm is right on both sides of the %s', (date) => {
  const daily = { schedule: 'rate(1 day)', trigger: 'scheduler' } as const;
  expect(daysWithoutRun({ ...daily, [date]: '2027-01-31T18:00:00Z' })).toBeUndefined();
});

test('a day more than the longest time between two runs of two years', () => {
  const days = fc
    .uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 10, maxLength: 25 })
    .map((dates) => `${dates.join(',')} * ?`);
  const weekdays = fc
    .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    .map((all) => `? * ${all.join(',')}`);
  fc.assert(
    fc.property(fc.oneof(days, weekdays), (part) => {
      const schedule = `cron(0 6 ${part} *)`;
      const parsed = parseScheduleExpression(schedule, 'scheduler');
      if (!parsed.ok) throw new Error(parsed.problems.join());
      const from = new Date('2027-01-01T00:00:00Z');
      const endDate = new Date('2028-12-31T23:59:00Z');
      const runs = nextRuns(parsed.expression, { from, endDate, timeZone: 'UTC', count: 731 });
      const times = runs.map(({ utc }) => Date.parse(utc));
      const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
      const needed = Math.ceil(Math.max(...gaps) / 86_400_000) + 1;
      expect(of(schedule)).toBe(needed > 7 ? undefined : needed);
    }),
    { numRuns: 10 },
  );
});
