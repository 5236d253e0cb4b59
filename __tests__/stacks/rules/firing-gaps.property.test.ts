import fc from 'fast-check';
import { firingGaps, type FiringGaps } from '../../../stacks/rules/firing-gaps';
import { nextRuns } from '../../../stacks/rules/next-runs';
import {
  parseScheduleExpression,
  type ScheduleExpression,
} from '../../../stacks/rules/schedule-expression';
import { limit, times } from '../../times';
import { changedClocks, meaning, minutesOf, type Minute } from './brute-force';
import { anyCron } from './cron-arbitrary';

const day = 24 * 3_600_000;

function parsed(schedule: string): ScheduleExpression {
  const result = parseScheduleExpression(schedule, 'scheduler');
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return result.expression;
}

/** Of moments in milliseconds. */
function gapsBetween(moments: readonly number[]): FiringGaps {
  const gaps = moments.slice(1).map((moment, index) => (moment - (moments[index] ?? 0)) / 1000);
  return gaps.length === 0
    ? { shortest: Infinity, longest: Infinity }
    : {
        shortest: gaps.reduce((a, b) => Math.min(a, b)),
        longest: gaps.reduce((a, b) => Math.max(a, b)),
      };
}

// Five days of the zone's own, with a change of the clock about the third.
const stretches = changedClocks.map(([timeZone, change]) => {
  const middle = Math.floor(Date.parse(change) / day) * day;
  const [first, last] = [new Date(middle - 2 * day), new Date(middle + 2 * day)];
  const within = ({ year, month, date }: Minute): boolean => {
    const shown = Date.UTC(year, month - 1, date);
    return shown >= first.getTime() && shown <= last.getTime();
  };
  const minutes = minutesOf(timeZone, first.getTime() - day, last.getTime() + 2 * day);
  return {
    timeZone,
    days: { first, last },
    minutes: minutes.filter(within),
    [fc.toStringMethod]: () => `${timeZone} around ${change}`,
  };
});

test(
  'the gaps around a change of the clock are those between all minutes that an expression means',
  () => {
    let compared = 0;
    fc.assert(
      fc.property(
        anyCron.map((fields) => [...fields.slice(0, 5), '*']),
        fc.constantFrom(...stretches),
        (fields, { timeZone, days, minutes }) => {
          const expected = gapsBetween(minutes.filter(meaning(fields)).map(({ utc }) => utc));
          compared += expected.longest === Infinity ? 0 : 1;
          expect(firingGaps(parsed(`cron(${fields.join(' ')})`), timeZone, days)).toEqual(expected);
        },
      ),
      { numRuns: times(500) },
    );
    expect(compared).toBeGreaterThan(times(100));
  },
  limit(60_000),
);

test(
  'the gaps of two years are those between all runs of them',
  () => {
    const zones = ['UTC', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca'];
    const days = fc.oneof(
      fc.constant('* * ?'),
      fc
        .uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 25 })
        .map((dates) => `${dates.join(',')} * ?`),
      fc
        .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
        .map((weekdays) => `? * ${weekdays.join(',')}`),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 9, 23), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(0, 30),
        days,
        fc.constantFrom(...zones),
        (hours, minute, part, timeZone) => {
          const expression = parsed(`cron(${minute} ${hours.join(',')} ${part} *)`);
          const runs = nextRuns(expression, {
            timeZone,
            from: new Date('2026-12-30T00:00:00Z'),
            endDate: new Date('2029-01-02T00:00:00Z'),
            count: 10_000,
          }).filter(({ local }) => /^202[78]/.test(local));
          expect(firingGaps(expression, timeZone)).toEqual(
            gapsBetween(runs.map(({ utc }) => Date.parse(utc))),
          );
        },
      ),
      { numRuns: times(8) },
    );
  },
  limit(60_000),
);

test.each(['minute', 'hour', 'day'])('the gap of a rate is the rate, in %ss', (unit) => {
  const seconds = { minute: 60, hour: 3600, day: 86_400 }[unit] ?? 0;
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 999_999_999 }), (value) => {
      expect(firingGaps(parsed(`rate(${value} ${unit}s)`), 'UTC')).toEqual({
        shortest: value * seconds,
        longest: value * seconds,
      });
    }),
    { numRuns: 20 },
  );
});

test.each<[string, Partial<FiringGaps>]>([
  ['at(2027-01-31T18:00:00)', { shortest: Infinity, longest: Infinity }],
  ['cron(0 0 31 2 ? *)', { shortest: Infinity, longest: Infinity }],
  ['cron(0/5 9-17 ? * MON-FRI 2027)', { shortest: 300, longest: Infinity }],
  ['cron(0 18 * * ? 2027-2199)', { shortest: 86_400, longest: Infinity }],
])('after the last firing of %s there is no next one', (schedule, gaps) => {
  expect(firingGaps(parsed(schedule), 'UTC')).toEqual(gaps);
});
