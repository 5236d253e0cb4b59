import { runsAMonth } from '../../../stacks/rules/runs-a-month';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';

const from = new Date('2026-11-24T00:00:00Z');

function runs(text: string, options: { startDate?: Date; endDate?: Date } = {}): number {
  const parsed = parseScheduleExpression(text, 'scheduler');
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  return runsAMonth(parsed.expression, { timeZone: 'America/New_York', from, ...options });
}

test.each([
  ['cron(0 18 ? * FRI *)', 52 / 12],
  ['cron(0 18 1 * ? *)', 1],
  ['at(2026-12-24T18:00:00)', 1 / 12],
  ['at(2020-12-24T18:00:00)', 0],
  ['rate(1 day)', 365 / 12],
  // Far more often than is counted one by one.
  ['cron(0/15 * * * ? *)', 4 * 730],
  ['rate(1 minute)', 60 * 730],
])('%s', (text, expected) => {
  const number = runs(text);
  expect(Math.abs(number - expected)).toBeLessThanOrEqual(0.005 * expected);
});

test('a schedule that ends costs less in the year to come', () => {
  const endDate = new Date(from.getTime() + (365 / 4) * 24 * 3_600_000);
  expect(runs('rate(1 day)', { endDate })).toBeCloseTo(92 / 12, 0);
  expect(runs('rate(1 minute)', { endDate }) / (60 * 730)).toBeCloseTo(1 / 4, 2);
});

test('a schedule that is over costs nothing', () => {
  expect(runs('rate(1 day)', { endDate: new Date('2026-01-01T00:00:00Z') })).toBe(0);
});
