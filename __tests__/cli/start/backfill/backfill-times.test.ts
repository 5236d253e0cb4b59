import { backfillTimes } from '../../../../cli/start/backfill/backfill-times';
import { someRun } from '../../runs/some-run';

const trigger = { expression: 'cron(0 * * * ? *)', grammar: 'scheduler', timeZone: 'UTC' } as const;
const at = (hour: string) => `2026-11-20T${hour}:00:00Z`;
const range = { from: new Date(at('00')), to: new Date(at('09')) };
const runs = [
  someRun(at('08'), 'running'),
  someRun(at('07'), 'failed'),
  someRun(at('06'), 'timed-out'),
  someRun(at('05'), 'skipped'),
  someRun(at('04'), 'missed'),
  // By hand, at no scheduled time.
  someRun('2026-11-20T03:30:00Z', 'failed'),
  someRun(at('03'), 'paused'),
  someRun(at('02')),
  someRun(at('01'), 'replaced'),
];
const delivered = new Date(at('08'));

function times(failed: boolean, missing: boolean, unknown = false): string[] {
  return backfillTimes({ runs }, trigger, { failed, missing, unknown }, range, delivered).map(
    ({ scheduledTime, outcome }) => `${scheduledTime.slice(11, 13)} ${outcome}`,
  );
}

test('the oldest come first, and what succeeded, goes on or may still start is left alone', () => {
  expect(times(true, false)).toEqual(['06 timed-out', '07 failed']);
  expect(times(false, true)).toEqual(['03 paused', '04 missed']);
  expect(times(false, false, true)).toEqual(['00 unknown']);
  expect(times(true, true, true)).toEqual([
    '00 unknown',
    '03 paused',
    '04 missed',
    '06 timed-out',
    '07 failed',
  ]);
});

test('a job that runs after another is due where that one is done, and what it has run stays', () => {
  const all = { failed: true, missing: true, unknown: true };
  const made = runs.filter(({ outcome }) => outcome === 'failed');
  const done = new Set([at('01'), at('06'), '2026-11-20T02:30:00Z', at('09')]);
  const due = backfillTimes({ runs: made }, trigger, all, range, delivered, done);
  expect(due.map(({ scheduledTime }) => scheduledTime.slice(11, 13))).toEqual(['01', '06', '07']);
});

test('a rate has no times', () => {
  const rate = { ...trigger, expression: 'rate(1 hour)' };
  expect(() =>
    backfillTimes({ runs }, rate, { failed: true, missing: true, unknown: true }, range, delivered),
  ).toThrow('rate(1 hour) has no times that could be named: npx fargate-cron run --at starts');
});

test('a range of more times than are looked at is refused', () => {
  const all = { failed: true, missing: true, unknown: true };
  const every = { ...trigger, expression: 'cron(* * * * ? *)' };
  const from = new Date('2026-11-01');
  expect(() => backfillTimes({ runs }, every, all, { ...range, from }, delivered)).toThrow(
    'the range has more than 20000 scheduled times: take a shorter one',
  );
});
