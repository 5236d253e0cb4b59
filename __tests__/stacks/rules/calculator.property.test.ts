import fc from 'fast-check';
import { nextRuns } from '../../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';
import { limit, times } from '../../times';
import { changedClocks, meaning, minutesOf } from './brute-force';
import { anyCron, anyDays } from './cron-arbitrary';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const shown = 5;

function problemsOf(text: string): string[] {
  const parsed = parseScheduleExpression(text, 'scheduler');
  return parsed.ok ? [] : parsed.problems;
}

function calculated(
  fields: readonly string[],
  timeZone: string,
  from: number,
  to: number,
): string[] {
  const parsed = parseScheduleExpression(`cron(${fields.join(' ')})`, 'scheduler');
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const options = { timeZone, from: new Date(from), endDate: new Date(to - 1), count: shown };
  return nextRuns(parsed.expression, options).map((run) => run.utc);
}

const utc = (time: number): string => new Date(time).toISOString().replace('.000', '');

// A day and a half to each side of a change of the clock; the second before the hour it happens.
const stretches = changedClocks.map(([timeZone, change]) => {
  const [from, to] = [Date.parse(change) - 1.5 * day, Date.parse(change) + 1.5 * day];
  const minutes = minutesOf(timeZone, from, to);
  // A counterexample names its stretch, rather than list thousands of minutes.
  return { timeZone, from, to, minutes, [fc.toStringMethod]: () => `${timeZone} around ${change}` };
});

describe('against every minute asked on its own', () => {
  it(
    'agrees on all expressions around changes of the clock',
    () => {
      let compared = 0;
      fc.assert(
        fc.property(
          anyCron,
          fc.constantFrom(...stretches),
          fc.integer({ min: 0, max: (2 * day) / minute }),
          (fields, { timeZone, from, to, minutes }, skipped) => {
            const means = meaning(fields);
            const first = from + skipped * minute;
            const expected: string[] = [];
            for (const at of minutes) {
              if (at.utc < first || !means(at)) continue;
              expected.push(utc(at.utc));
              if (expected.length === shown) break;
            }
            compared += expected.length > 0 ? 1 : 0;
            expect(calculated(fields, timeZone, first, to)).toEqual(expected);
          },
        ),
        { numRuns: times(1_000) },
      );
      // Enough of them do run within the three days for the agreement to mean something.
      expect(compared).toBeGreaterThan(times(150));
    },
    limit(60_000),
  );

  it(
    'agrees on the days of all expressions',
    () => {
      const from = Date.UTC(2027, 0);
      const to = Date.UTC(2028, 3);
      const noons = Array.from({ length: (to - from) / day }, (_, index) => {
        const [noon] = minutesOf(
          'UTC',
          from + index * day + 12 * hour,
          from + index * day + 12 * hour + minute,
        );
        if (noon === undefined) throw new Error('a day without a noon');
        return noon;
      });
      fc.assert(
        fc.property(anyDays, fc.constantFrom('*', '2', '2/3', '11-2'), ([dates, days], month) => {
          const fields = ['0', '12', dates, month, days, '*'];
          const expected = noons.filter(meaning(fields)).slice(0, shown);
          expect(calculated(fields, 'UTC', from, to)).toEqual(
            expected.map((noon) => utc(noon.utc)),
          );
        }),
        { numRuns: times(500) },
      );
    },
    limit(60_000),
  );
});

describe('an expression with one fault', () => {
  const put = (index: number, value: string) => (fields: readonly string[]) =>
    fields.map((field, place) => (place === index ? value : field)).join(' ');
  const used = (fields: readonly string[]) => (fields[2] === '?' ? 4 : 2);
  const faults: readonly ((fields: readonly string[]) => string)[] = [
    ...[
      '60',
      '-1',
      '5-',
      '0/0',
      '0/60',
      '1,,2',
      '1,',
      '?',
      'L',
      '1.5',
      '1/2/3',
      '1-2-3',
      '*/',
      '/5',
      'x',
    ].map((bad) => put(0, bad)),
    ...['24', '0-24', '*/24', '?', 'W', '1e1', '+1', '0x1'].map((bad) => put(1, bad)),
    ...['0', '13', 'FOO', '?', 'L', 'JAN#1', 'JAN-', '*/13'].map((bad) => put(3, bad)),
    ...['1969', '2200', '?', '27', '2030-2027', 'L', '*/0'].map((bad) => put(5, bad)),
    (fields) => put(used(fields), used(fields) === 2 ? '32' : '8')(fields),
    (fields) => put(used(fields), '0')(fields),
    (fields) => put(used(fields), used(fields) === 2 ? '32W' : '3#6')(fields),
    (fields) => put(used(fields), used(fields) === 2 ? 'L,1' : '3#1,6#3')(fields),
    (fields) => put(used(fields), used(fields) === 2 ? '3#1' : '15W')(fields),
    (fields) => put(used(fields), used(fields) === 2 ? '1-5W' : '2/2')(fields),
    (fields) => put(used(fields), '?')(fields),
    (fields) => put(6 - used(fields), '*')(fields),
    (fields) => put(6 - used(fields), '1')(fields),
    (fields) => fields.slice(1).join(' '),
    (fields) => fields.slice(0, -1).join(' '),
    (fields) => [...fields, '*'].join(' '),
    (fields) => ['0', ...fields].join(' '),
    (fields) => fields.join(''),
    (fields) => fields.join(','),
  ];
  const broken = fc
    .tuple(anyCron, fc.constantFrom(...faults))
    .map(([fields, fault]) => fault(fields));

  it('is never accepted', () => {
    fc.assert(
      fc.property(broken, (text) => {
        expect(problemsOf(`cron(${text})`)).not.toEqual([]);
      }),
      { numRuns: times(500) },
    );
  });

  it('is not accepted either when the parentheses or the word are wrong', () => {
    const wrap = fc.constantFrom(
      (text: string) => text,
      (text: string) => `cron(${text}`,
      (text: string) => `cron ${text}`,
      (text: string) => `cron(${text}))`,
      (text: string) => `Cron(${text})`,
      (text: string) => `rate(${text})`,
      (text: string) => `at(${text})`,
      (text: string) => ` cron(${text})`,
      (text: string) => `cron(${text});`,
    );
    fc.assert(
      fc.property(anyCron, wrap, (fields, wrapped) => {
        expect(problemsOf(wrapped(fields.join(' ')))).not.toEqual([]);
      }),
    );
  });
});
