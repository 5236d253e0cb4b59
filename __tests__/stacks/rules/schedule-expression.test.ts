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
  'cron(0/30 20-2 ? * MON-FRI *)',
  'cron(59/59 23/23 31/31 12/12 ? 2199/230)',
  'cron(0 0 ? * FRI-MON *)',
  'cron(05 00 ? NOV-FEB SAT-SUN *)',
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
  ['cron(0/0 0 * * ? *)', 'minute must step by 1 to 59, got "0/0"'],
  ['cron(0/60 0 * * ? *)', 'minute must step by 1 to 59, got "0/60"'],
  ['cron(0 */24 * * ? *)', 'hour must step by 1 to 23, got "*/24"'],
  ['cron(005 0 * * ? *)', 'minute must be 0-59, got "005"'],
  ['cron(0 0 * * ? 2030-2027)', 'year must not run backwards, got "2030-2027"; write 2027-2030'],
  ['cron(0 0 ? * 2/2 *)', 'day-of-week does not take /, got "2/2"; write MON,WED,FRI'],
  [
    'cron(0 0 WL * ? *)',
    'day-of-month takes L, LW and W only as the whole field (L, LW, 15W), got "WL"',
  ],
  [
    'cron(0 0 15W,20 * ? *)',
    'day-of-month takes L, LW and W only as the whole field (L, LW, 15W), got "15W,20"',
  ],
  [
    'cron(0 0 ? * 3#1,6#3 *)',
    'day-of-week takes L and # only as the whole field (6L, 3#2), got "3#1,6#3"; a second one takes a second schedule',
  ],
  [
    'cron(0 18 * * ?)',
    'cron must have six fields, got 5: "0 18 * * ?"; the year is missing: write cron(0 18 * * ? *)',
  ],
  [
    '0 18 ? * FRI *',
    'must be cron(…), rate(…) or at(…), got "0 18 ? * FRI *"; write cron(0 18 ? * FRI *)',
  ],
  ['@daily', 'must be cron(…), rate(…) or at(…), got "@daily"; write cron(0 0 * * ? *)'],
  [
    'every day',
    'must be cron(…), rate(…) or at(…), got "every day"; for example cron(0 18 ? * FRI *)',
  ],
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
    'rate must be a whole number from 1 to 999999999 and minutes, hours or days, got "0 minutes"; for example rate(15 minutes)',
  ],
  [
    'at(2027-02-30T00:00:00)',
    'at must be a time of the years 1970 to 2199 of the form yyyy-mm-ddThh:mm:ss in the schedule\'s zone, got "2027-02-30T00:00:00"; for example at(2027-01-31T18:00:00)',
  ],
])('refuses %s', (text, problem) => {
  expect(problemsOf(text)).toEqual([problem]);
});

test('a problem in one field does not hide those in others', () => {
  expect(problemsOf('cron(60 24 ? * FRI *)')).toHaveLength(2);
});

test.each([
  ['0 18 * * 5', 'write cron(0 18 ? * FRI *)'],
  ['0 18 * * 1-5', 'write cron(0 18 ? * MON-FRI *)'],
  ['0 18 * * mon-fri', 'write cron(0 18 ? * MON-FRI *)'],
  ['0 18 * * 0,7', 'write cron(0 18 ? * SUN *)'],
  ['0 18 * * 5-7', 'write cron(0 18 ? * SUN,FRI,SAT *)'],
  ['0 18 * * 5-7/2', 'write cron(0 18 ? * SUN,FRI *)'],
  ['0 18 * * 1-5/2', 'write cron(0 18 ? * MON,WED,FRI *)'],
  ['0 18 * * */2', 'write cron(0 18 ? * SUN,TUE,THU,SAT *)'],
  ['0 18 * * 0-6', 'write cron(0 18 ? * * *)'],
  ['0 18 1 * 0-6', 'write cron(0 18 ? * * *)'],
  ['0 18 */2 * 1', 'there, a day has to be both, which no cron(…) can say'],
  ['*/15 * 1 * *', 'write cron(*/15 * 1 * ? *)'],
  ['0 0 1 * 1', 'which takes two schedules here: cron(0 0 1 * ? *) and cron(0 0 ? * MON *)'],
])('a crontab line gets its translation: %s', (text, advice) => {
  expect(problemsOf(text)[0]).toContain(advice);
  expect(problemsOf(`cron(${text})`)[0]).toContain(advice);
});

test.each(['a b c d e', '0 18 * * 5/2', '0 25 * * 5', '0 18 * * 8'])(
  'a crontab line that cannot be translated gets no wrong translation: %s',
  (text) => {
    expect(problemsOf(text)).toEqual([
      `cron must have six fields, got the five of a Unix crontab: "${text}"`,
    ]);
  },
);

test('an expression may have 256 characters and no more', () => {
  const withMinutes = (count: number) => `cron(${'1,'.repeat(count)}1 0 * * ? *)`;
  const longest = withMinutes(119).replace('(1,', '(01,');
  expect(longest).toHaveLength(256);
  expect(problemsOf(longest)).toEqual([]);
  expect(problemsOf(longest.replace('(01,', '(01,1,'))).toEqual([
    expect.stringContaining('must be at most 256 characters, got 258'),
  ]);
});

test.each([
  ['at(1970-01-01T00:00:00)', 0],
  ['at(1969-12-31T23:59:59)', 1],
  ['at(2199-12-31T23:59:59)', 0],
  ['at(2200-01-01T00:00:00)', 1],
  ['rate(999999999 days)', 0],
  ['rate(1000000000 days)', 1],
])('%s has %d problems', (text, count) => {
  expect(problemsOf(text)).toHaveLength(count);
});

test('what only one of the two grammars has', () => {
  expect(problemsOf('at(2027-01-31T18:00:00)', 'scheduler')).toEqual([]);
  expect(problemsOf('at(2027-01-31T18:00:00)', 'rule')).toHaveLength(1);
  expect(problemsOf('rate(1 hours)', 'scheduler')).toEqual([]);
  expect(problemsOf('rate(1 hours)', 'rule')).toEqual([
    'rate must spell the unit of 1 "hour", got "1 hours"; write rate(1 hour)',
  ]);
});
