import fc from 'fast-check';
import type { StoredBar } from '../../../crawler/src/bars/bar';
import { differenceOf } from '../../../crawler/src/bars/difference';
import { replaceBars } from '../../../crawler/src/bars/merge';
import { sameBasis } from '../../../crawler/src/bars/same-basis';

function bar(day: number): StoredBar {
  return {
    ...{ day, open: 1, high: 1, low: 1, close: 1, volume: 1, adjClose: 1 },
    ...{ dividend: 0, splitFactor: 1, currency: 'USD', exchangeTz: 'UTC', ingestedAtMs: 0 },
  };
}

test('two histories differ in the days that were added, changed and removed, and in no other', () => {
  const kinds = fc.constantFrom('kept', 'changed', 'added', 'removed');
  fc.assert(
    fc.property(fc.array(kinds, { maxLength: 12 }), (days) => {
      const before = days.map((_, day) => bar(day));
      const stored = before.filter((_, day) => days[day] !== 'added');
      const next = before.flatMap((kept, day) => {
        if (days[day] === 'removed') return [];
        return days[day] === 'changed' ? [bar(day)] : [kept];
      });
      const told: [number, boolean][] = [];
      const { count, days: changes } = differenceOf(stored, next, (day, wasThere) => {
        told.push([day, wasThere]);
        return day % 2 === 0;
      });
      const differing = days.flatMap((kind, day) => (kind === 'kept' ? [] : [day]));
      expect(count).toBe(differing.length);
      expect(new Map(told)).toEqual(new Map(differing.map((day) => [day, days[day] !== 'added'])));
      expect([...changes].sort(([a], [b]) => a - b)).toEqual(
        differing
          .filter((day) => day % 2 === 0)
          .map((day) => [day, next.find((one) => one.day === day)]),
      );
    }),
  );
});

test('a history that loses a day and nothing else is newer than it was', () => {
  const stored = [bar(1), { ...bar(2), ingestedAtMs: 7 }, bar(3)];
  const next = replaceBars(stored, [bar(1), bar(3)], 5);
  expect(next?.map(({ day, ingestedAtMs }) => [day, ingestedAtMs])).toEqual([
    [1, 8],
    [3, 8],
  ]);
});

test('a dividend that is told late is another basis, and one that is told again is not', () => {
  const stored = [bar(1), { ...bar(2), dividend: 0.24 }, bar(3)];
  expect(sameBasis(stored, [{ ...bar(2), dividend: 0.240_000_1 }, bar(3)])).toBe(true);
  expect(sameBasis(stored, [{ ...bar(2), dividend: 0.25 }, bar(3)])).toBe(false);
  expect(sameBasis(stored, [{ ...bar(1), dividend: 0.1 }])).toBe(false);
});
