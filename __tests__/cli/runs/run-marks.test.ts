import { markedRuns } from '../../../cli/runs/run-marks';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';

function marked(text: string, from: string, count: number, timeoutSeconds?: number) {
  const parsed = parseScheduleExpression(text, 'scheduler');
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const options = { timeZone: 'America/New_York', from: new Date(from), count };
  return markedRuns(parsed.expression, options, timeoutSeconds);
}

test('shows a time that the clock skips in its place', () => {
  expect(marked('cron(30 2 * * ? *)', '2027-03-13T00:00:00Z', 2)).toEqual([
    { local: '2027-03-13T02:30:00-05:00', utc: '2027-03-13T07:30:00Z', marks: [] },
    { local: '2027-03-14T02:30:00', marks: ['left out: the clock skips this time'] },
    {
      local: '2027-03-15T02:30:00-04:00',
      utc: '2027-03-15T06:30:00Z',
      marks: ['clock changed from -05:00'],
    },
  ]);
});

test('marks a time that comes twice', () => {
  const [run, next] = marked('cron(30 1 * * ? *)', '2027-11-07T00:00:00-04:00', 2);
  expect(run?.marks).toEqual(['this time comes twice: it runs the first time']);
  expect(next?.marks).toEqual(['clock changed from -04:00']);
});

test('shows a rate in the order in which it runs, where local times come twice', () => {
  const runs = marked('rate(30 minutes)', '2026-11-01T04:30:00Z', 5);
  expect(runs.map(({ utc, marks }) => [utc, marks])).toEqual([
    ['2026-11-01T04:30:00Z', []],
    ['2026-11-01T05:00:00Z', []],
    ['2026-11-01T05:30:00Z', []],
    ['2026-11-01T06:00:00Z', ['clock changed from -04:00']],
    ['2026-11-01T06:30:00Z', []],
  ]);
});

test('shows skipped times in their place between runs of the same hour', () => {
  const runs = marked('cron(0/30 * * * ? *)', '2027-03-14T06:30:00Z', 3);
  expect(runs.map(({ local }) => local.slice(11, 16))).toEqual([
    '01:30',
    '02:00',
    '02:30',
    '03:00',
    '03:30',
  ]);
});

test('marks runs that may overlap, at both sides of the bound', () => {
  const marks = (seconds: number) =>
    marked('cron(0 * * * ? *)', '2027-01-01T00:00:00Z', 2, seconds).map((run) => run.marks);
  expect(marks(3600)).toEqual([[], []]);
  expect(marks(3601)).toEqual([
    [],
    ['the previous run may still be running: it may take 1 h 0 min'],
  ]);
});
