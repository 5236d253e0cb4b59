import { parseScheduleExpression, type Grammar } from '../../../stacks/rules/schedule-expression';

function problemsOf(text: string, grammar: Grammar = 'scheduler'): string[] {
  const parsed = parseScheduleExpression(text, grammar);
  return parsed.ok ? [] : parsed.problems;
}

test.each([
  'cron(0 18 ? * FRI *)',
  'cron(0/15 * * * ? *)',
  'cron(*/5 8-17 ? * MON-FRI 2026-2199)',
  'cron(59 23 L * ? 1970)',
  'cron(0 0 LW * ? *)',
  'cron(0 0 15W JAN,jul ? *)',
  'cron(0 0 ? * 6L *)',
  'cron(0 0 ? * TUE#2 *)',
  'rate(1 minute)',
  'rate(15 minutes)',
  'rate(2 days)',
])('takes %s in both grammars', (text) => {
  expect(problemsOf(text, 'scheduler')).toEqual([]);
  expect(problemsOf(text, 'rule')).toEqual([]);
});

test.each([
  ['cron(60 0 * * ? *)', 'minute must be 0-59, got "60"'],
  ['cron(0 24 * * ? *)', 'hour must be 0-23, got "24"'],
  ['cron(0 0 0 * ? *)', 'day-of-month must be 1-31, got "0"'],
  ['cron(0 0 32 * ? *)', 'day-of-month must be 1-31, got "32"'],
  ['cron(0 0 * 13 ? *)', 'month must be 1-12 or JAN-DEC, got "13"'],
  ['cron(0 0 ? * 0 *)', 'day-of-week must be 1-7 or SUN-SAT, got "0"; Sunday is 1 here'],
  ['cron(0 0 ? * 8 *)', 'day-of-week must be 1-7 or SUN-SAT, got "8"'],
  ['cron(0 0 ? * 3#6 *)', 'the number after # in day-of-week must be 1-5, got "6"'],
  ['cron(0 0 * * ? 1969)', 'year must be 1970-2199, got "1969"'],
  ['cron(0 0 * * ? 2200)', 'year must be 1970-2199, got "2200"'],
  ['cron(0/0 0 * * ? *)', 'minute must step by 1 to 60, got "0/0"'],
  ['cron(0 0 ? * FRI-MON *)', 'day-of-week must not run backwards, got "FRI-MON"; write 6-7,1-2'],
  [
    'cron(0 18 * * FRI *)',
    'day-of-month and day-of-week are both set; put ? in one: cron(0 18 ? * FRI *)',
  ],
  [
    'cron(0 18 1 * * *)',
    'day-of-month and day-of-week are both set; put ? in one: cron(0 18 1 * ? *)',
  ],
  [
    'cron(0 18 ? * ? *)',
    'day-of-month and day-of-week are both ?; put a value or * in one: cron(0 18 * * ? *)',
  ],
  [
    'cron(0 18 * ?)',
    'cron must have six fields (minute hour day-of-month month day-of-week year), got 4: "0 18 * ?"',
  ],
  [
    'rate(0 minutes)',
    'rate must be a whole number above 0 and minutes, hours or days, got "0 minutes"; for example rate(15 minutes)',
  ],
  [
    'at(2027-02-30T00:00:00)',
    'at must be a time of the form yyyy-mm-ddThh:mm:ss in the schedule\'s zone, got "2027-02-30T00:00:00"; for example at(2027-01-31T18:00:00)',
  ],
])('refuses %s', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test('a problem in one field does not hide those in others', () => {
  expect(problemsOf('cron(60 24 ? * FRI *)')).toHaveLength(2);
});

test.each([
  ['0 18 * * 5', 'write cron(0 18 ? * 6 *)'],
  ['0 18 * * 1-5', 'write cron(0 18 ? * 2-6 *)'],
  ['0 18 * * 0,7', 'write cron(0 18 ? * 1,1 *)'],
  ['*/15 * 1 * *', 'write cron(*/15 * 1 * ? *)'],
  ['0 0 1 * 1', 'which takes two schedules here'],
])('a crontab line gets its translation: %s', (text, advice) => {
  expect(problemsOf(text)[0]).toContain(advice);
  expect(problemsOf(`cron(${text})`)[0]).toContain(advice);
});

test('what only one of the two grammars has', () => {
  expect(problemsOf('at(2027-01-31T18:00:00)', 'scheduler')).toEqual([]);
  expect(problemsOf('at(2027-01-31T18:00:00)', 'rule')).toHaveLength(1);
  expect(problemsOf('rate(1 hours)', 'scheduler')).toEqual([]);
  expect(problemsOf('rate(1 hours)', 'rule')).toEqual([
    'rate must spell the unit of 1 "hour", got "1 hours"; write rate(1 hour)',
  ]);
});
