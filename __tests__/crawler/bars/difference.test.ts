import fc from 'fast-check';
import { differenceOf } from '../../../crawler/src/bars/difference';
import { bar } from './some-bar';

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
      const asked: [number, boolean][] = [];
      const { count, days: changes } = differenceOf(stored, next, (day, wasThere) => {
        asked.push([day, wasThere]);
        return day % 2 === 0;
      });
      const differing = days.flatMap((kind, day) => (kind === 'kept' ? [] : [day]));
      expect(count).toBe(differing.length);
      expect(new Map(asked)).toEqual(new Map(differing.map((day) => [day, days[day] !== 'added'])));
      expect([...changes].sort(([a], [b]) => a - b)).toEqual(
        differing
          .filter((day) => day % 2 === 0)
          .map((day) => [day, next.find((one) => one.day === day)]),
      );
    }),
  );
});
