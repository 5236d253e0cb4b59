import { whyNotUntil } from '../../../cli/pause/until';

const until = new Date('2026-12-24T00:00:00Z');
const weekly = {
  grammar: 'scheduler' as const,
  enabled: true,
  expression: 'cron(0 18 ? * FRI *)',
  timeZone: 'UTC',
};

test('a cron expression begins again at a date', () => {
  expect(whyNotUntil(until, weekly, undefined)).toBeUndefined();
});

test.each([
  [{ grammar: 'rule' as const }, undefined, /^an EventBridge rule has no date/],
  [{ expression: 'at(2026-12-30T00:00:00)' }, undefined, /^it runs once/],
  [{ expression: 'rate(1 day)' }, undefined, /^a rate counts from the date/],
  [{}, 'acme-nightly-did-not-run', /^the alarm acme-nightly-did-not-run would tell/],
  [
    { startDate: new Date('2027-01-01T00:00:00Z') },
    undefined,
    /^it does not run before 2027-01-01T00:00:00Z anyway/,
  ],
  [
    { endDate: new Date('2026-12-01T00:00:00Z') },
    undefined,
    /^its last run is before 2026-12-01T00:00:00Z/,
  ],
])('not with %o and the alarm %s', (facts, alarm, why) => {
  expect(whyNotUntil(until, { ...weekly, ...facts }, alarm)).toMatch(why);
});
