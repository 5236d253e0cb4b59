import awsCronParser from 'aws-cron-parser';
import fc from 'fast-check';
import { nextRuns, previousTimes } from '../../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';
import { limit, times } from '../../times';

function runs(text: string, timeZone: string, from: string, count: number): string[] {
  const parsed = parseScheduleExpression(text, 'scheduler');
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return nextRuns(parsed.expression, { timeZone, from: new Date(from), count }).map(
    (run) => run.local,
  );
}

/** Ranges, lists and steps of one field, all of which another parser reads the same way. */
function values(least: number, most: number): fc.Arbitrary<string> {
  const value = fc.integer({ min: least, max: most });
  const pair = fc.tuple(value, value).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`);
  const step = fc.integer({ min: 1, max: most });
  return fc.oneof(
    fc.constant('*'),
    value.map(String),
    pair,
    fc
      .uniqueArray(value, { minLength: 2, maxLength: 4 })
      .map((all) => all.sort((a, b) => a - b).join(',')),
    fc
      .tuple(fc.oneof(fc.constant('*'), value.map(String), pair), step)
      .map((both) => both.join('/')),
  );
}

const days = fc.oneof(
  // The other one takes a 29th to 31st that a month does not have for a day of the next month.
  values(1, 28)
    .filter((dates) => !/[*/]/.test(dates))
    .map((dates) => [dates, '?'] as const),
  fc.constant(['*', '?'] as const),
  values(1, 7)
    .filter((weekdays) => !weekdays.includes('/'))
    .map((weekdays) => ['?', weekdays] as const),
  // The last Tuesday and the like are left out: it counts them by the clock of this machine, and
  // takes another one where that is set back within the week.
  fc.constant(['L', '?'] as const),
  fc
    .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 4 }))
    .map(([day, nth]) => ['?', `${day}#${nth}`] as const),
);
const cron = fc
  .tuple(values(0, 59), values(0, 23), days, values(1, 12))
  .map(([minute, hour, [date, day], month]) => [minute, hour, date, month, day, '*'].join(' '));
const moment = fc
  .integer({ min: Date.UTC(2020, 0) / 60_000, max: Date.UTC(2040, 0) / 60_000 })
  .map((minutes) => new Date(minutes * 60_000));

describe('nextRuns', () => {
  it(
    'agrees with aws-cron-parser in UTC',
    () => {
      let compared = 0;
      fc.assert(
        fc.property(cron, moment, (text, from) => {
          const parsed = parseScheduleExpression(`cron(${text})`, 'scheduler');
          if (!parsed.ok) throw new Error(`cron(${text}): ${parsed.problems.join('\n')}`);
          let expected: Date | null;
          try {
            // It gives what comes after a moment, we what comes at it or after.
            expected = awsCronParser.next(awsCronParser.parse(text), new Date(from.getTime() - 1));
          } catch {
            return; // It gives up after ten months without a run.
          }
          compared += 1;
          const [run] = nextRuns(parsed.expression, { timeZone: 'UTC', from, count: 1 });
          expect(run?.utc).toBe(expected?.toISOString().replace('.000', ''));
        }),
        { numRuns: times(1_500) },
      );
      expect(compared).toBeGreaterThan(times(600));
    },
    limit(60_000),
  );

  it('skips a local time that daylight saving leaves out', () => {
    expect(runs('cron(30 2 * * ? *)', 'America/New_York', '2027-03-13T00:00:00Z', 2)).toEqual([
      '2027-03-13T02:30:00-05:00',
      '2027-03-15T02:30:00-04:00',
    ]);
  });

  it('runs once, the first time, at a local time that comes twice', () => {
    expect(runs('cron(30 1 * * ? *)', 'America/New_York', '2026-11-01T00:00:00Z', 2)).toEqual([
      '2026-11-01T01:30:00-04:00',
      '2026-11-02T01:30:00-05:00',
    ]);
  });

  it('goes by a day that is half an hour longer', () => {
    expect(runs('cron(0 * * * ? *)', 'Australia/Lord_Howe', '2027-04-03T14:00:00Z', 3)).toEqual([
      '2027-04-04T01:00:00+11:00',
      '2027-04-04T02:00:00+10:30',
      '2027-04-04T03:00:00+10:30',
    ]);
  });

  it('counts a run at the very moment it begins from', () => {
    expect(runs('cron(0 18 ? * FRI *)', 'UTC', '2026-11-27T18:00:00Z', 1)).toEqual([
      '2026-11-27T18:00:00+00:00',
    ]);
  });

  it('gives no run before a moment within a second', () => {
    expect(runs('rate(5 minutes)', 'UTC', '2026-11-24T00:00:00.700Z', 1)).toEqual([
      '2026-11-24T00:00:01+00:00',
    ]);
  });

  it('ends a rate with the last year of schedules', () => {
    expect(runs('rate(30000 days)', 'UTC', '2110-01-01T00:00:00Z', 3)).toEqual([
      '2110-01-01T00:00:00+00:00',
      '2192-02-20T00:00:00+00:00',
    ]);
    expect(runs('rate(999999999 days)', 'UTC', '2110-01-01T00:00:00Z', 3)).toHaveLength(1);
  });

  it('ends for a day that never comes', () => {
    expect(runs('cron(0 0 30 2 ? *)', 'UTC', '2026-11-24T00:00:00Z', 1)).toEqual([]);
  });

  it('knows the last minute of the last year', () => {
    expect(runs('cron(59 23 31 12 ? 2199)', 'UTC', '2026-11-24T00:00:00Z', 2)).toEqual([
      '2199-12-31T23:59:00+00:00',
    ]);
  });
});

describe('previousTimes', () => {
  const zones = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Cairo'];

  it('gives what nextRuns gives, the newest first', () => {
    fc.assert(
      fc.property(cron, moment, fc.constantFrom(...zones), (text, from, timeZone) => {
        const parsed = parseScheduleExpression(`cron(${text})`, 'scheduler');
        if (!parsed.ok) throw new Error(`cron(${text}): ${parsed.problems.join('\n')}`);
        const next = nextRuns(parsed.expression, { timeZone, from, count: 5 });
        const before = new Date(next.at(-1)?.utc ?? from);
        const found = previousTimes(parsed.expression, { timeZone, before, from, count: 9 });
        expect(found.map(Number)).toEqual(next.map(({ utc }) => Date.parse(utc)).reverse());
      }),
      { numRuns: times(100) },
    );
  });

  it.each([
    // Samoa had no 30 December.
    ['Pacific/Apia', 'cron(0 12 * * ? *)', '2011-12-31T23:00:00Z', '2011-12-29T22:00:00.000Z'],
    ['America/New_York', 'cron(30 1 * * ? *)', '2026-11-02T00:00:00Z', '2026-11-01T05:30:00.000Z'],
    ['America/New_York', 'cron(30 2 * * ? *)', '2027-03-15T00:00:00Z', '2027-03-13T07:30:00.000Z'],
    ['UTC', 'at(2026-11-20T10:00:00)', '2026-11-24T00:00:00Z', '2026-11-20T10:00:00.000Z'],
  ])('knows the clock of %s', (timeZone, text, moment, expected) => {
    const parsed = parseScheduleExpression(text, 'scheduler');
    if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
    const options = { timeZone, before: new Date(moment), count: 3 };
    expect(previousTimes(parsed.expression, options).map((time) => time.toJSON())).toContain(
      expected,
    );
  });
});
