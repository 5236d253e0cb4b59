import fc from 'fast-check';
import { runWindow, silenceOf, type Firing, type Silence } from '../../../stacks/rules/missed-runs';

const ny = 'America/New_York';

function of(schedule: string, rest: Partial<Firing> = {}): Firing {
  return {
    schedule,
    trigger: 'scheduler',
    timeZone: 'UTC',
    delivery: { maxAgeSeconds: 3600 },
    ...rest,
  };
}

const minutes = (silence: Silence | undefined): number =>
  silence === undefined ? NaN : (silence.periods * silence.periodSeconds) / 60;

test.each<[string, number, number]>([
  ['rate(1 minute)', 1, 7],
  ['rate(5 minutes)', 1, 11],
  ['cron(0/5 * * * ? *)', 1, 11],
  // Gaps of 7 minutes and, over the hour, of 4.
  ['cron(0/7 * * * ? *)', 1, 13],
  ['rate(1 hour)', 1, 66],
  ['rate(114 minutes)', 1, 120],
  ['rate(115 minutes)', 5, 125],
  ['cron(0 9,18 * * ? *)', 5, 910],
  ['rate(1434 minutes)', 5, 1440],
  ['rate(1435 minutes)', 60, 25 * 60],
  ['cron(0 18 * * ? *)', 60, 25 * 60],
  ['rate(6 days)', 60, 145 * 60],
  ['rate(10074 minutes)', 60, 168 * 60],
])('%s is counted in periods of %d minutes and missed after %d', (schedule, period, after) => {
  const silence = silenceOf(of(schedule));
  expect({ ...silence, after: minutes(silence) }).toMatchObject({
    periodSeconds: period * 60,
    after,
  });
});

test.each([
  // Longer than an alarm looks back.
  'rate(10075 minutes)',
  'rate(7 days)',
  'cron(0 18 ? * FRI *)',
  'cron(0 0 29 2 ? *)',
  'cron(0 0 31 2 ? *)',
  // Pauses: nights, weekends, one long gap among short ones.
  'cron(0/5 9-17 ? * MON-FRI *)',
  'cron(0/5 9-17 * * ? *)',
  'cron(0 18 ? * MON-FRI *)',
  'cron(0/25 * * * ? *)',
  // Once, or with an end.
  'at(2027-01-31T18:00:00)',
  'cron(0/5 * * * ? 2027)',
])('each run of %s is looked for on its own', (schedule) => {
  expect(silenceOf(of(schedule))).toBeUndefined();
});

test.each(['startDate', 'endDate'])('no alarm is right on both sides of the %s', (date) => {
  expect(silenceOf(of('rate(1 day)', { [date]: '2027-01-31T18:00:00Z' }))).toBeUndefined();
});

test('a change of the clock makes a gap longer, or a pause', () => {
  // The day of the change has 25 hours, and the run at half past one comes the first time only.
  expect(minutes(silenceOf(of('cron(0 18 * * ? *)', { timeZone: ny })))).toBe(26 * 60);
  // A run that the clock leaves out makes a gap of 47 hours.
  expect(minutes(silenceOf(of('cron(30 2 * * ? *)', { timeZone: ny })))).toBe(48 * 60);
  expect(silenceOf(of('cron(0/5 * * * ? *)', { timeZone: ny }))).toBeUndefined();
  expect(silenceOf(of('rate(5 minutes)', { timeZone: ny }))).toBeDefined();
});

test('a run may come late by its flexible window', () => {
  expect(minutes(silenceOf(of('rate(1 hour)', { flexibleWindowMinutes: 30 })))).toBe(96);
});

test('an alarm tells of a job of every few minutes within ten minutes more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (gap) => {
      const silence = silenceOf(of(`rate(${gap} minute${gap === 1 ? '' : 's'})`));
      // The last start lies in a period that counts as one with a start; then CloudWatch looks every minute.
      const told = minutes(silence) + 1 + 1;
      expect(told).toBeGreaterThan(gap + 6);
      expect(told).toBeLessThanOrEqual(gap + 10);
    }),
  );
});

test('no alarm looks back further than CloudWatch does, or less than to the run before', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 20_000 }),
      fc.integer({ min: 1, max: 1440 }),
      (gap, flexibleWindowMinutes) => {
        const silence = silenceOf(of(`rate(${gap} minutes)`, { flexibleWindowMinutes }));
        const needed = gap + flexibleWindowMinutes + 6;
        const most = (silence?.periodSeconds ?? 3600) < 3600 ? 1440 : 7 * 1440;
        expect(silence === undefined).toBe(needed > most);
        expect(minutes(silence) < needed || minutes(silence) > most).toBe(false);
      },
    ),
  );
});

test.each<[string, Partial<Firing>, Partial<ReturnType<typeof runWindow>>]>([
  // Up to the next run, though Scheduler would try for an hour.
  [
    'cron(0/5 9-17 ? * MON-FRI *)',
    {},
    { withinSeconds: 300, waitSeconds: 660, lookBackSeconds: 0, periodSeconds: 60 },
  ],
  // The first delivery has time to succeed.
  ['cron(* 9-17 ? * MON-FRI *)', {}, { withinSeconds: 180, waitSeconds: 540 }],
  ['cron(0 18 ? * FRI *)', {}, { withinSeconds: 3780, waitSeconds: 4140, periodSeconds: 60 }],
  [
    'cron(0 18 ? * FRI *)',
    { flexibleWindowMinutes: 1440, delivery: { maxAgeSeconds: 86_400 } },
    { withinSeconds: 172_980, periodSeconds: 300 },
  ],
  ['at(2027-01-31T18:00:00)', {}, { withinSeconds: 3780, lookBackSeconds: 0 }],
  // Not in step with the schedule of the watch.
  ['rate(14 days)', {}, { withinSeconds: 3780, lookBackSeconds: 14 * 86_400, periodSeconds: 3600 }],
  ['rate(5 minutes)', { endDate: 'x' }, { withinSeconds: 300, lookBackSeconds: 300 }],
  ['rate(1000 days)', {}, { periodSeconds: 86_400 }],
  // In step: both count from the same moment.
  ['rate(14 days)', { startDate: 'x' }, { lookBackSeconds: 0 }],
])('a run of %s with %j is looked for in its time', (schedule, rest, window) => {
  expect(runWindow(of(schedule, rest))).toMatchObject(window);
});
