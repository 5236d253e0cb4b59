import { mergeBars, replaceBars } from '../../../crawler/src/bars/merge';
import { bar } from './some-bar';

test('a history that loses a day and nothing else is newer than it was', () => {
  const stored = [bar(1), { ...bar(2), ingestedAtMs: 7 }, bar(3)];
  const next = replaceBars(stored, [bar(1), bar(3)], 5);
  expect(next.map(({ day, ingestedAtMs }) => [day, ingestedAtMs])).toEqual([
    [1, 8],
    [3, 8],
  ]);
});

test('a row of zeros that an earlier version stored goes with the next change', () => {
  const none = { open: 0, high: 0, low: 0, close: 0, adjClose: 0, ingestedAtMs: 9 };
  const next = mergeBars([bar(1), bar(2), { ...bar(3), ...none }], [bar(2), bar(4)], 5);
  expect(next.map(({ day, ingestedAtMs }) => [day, ingestedAtMs])).toEqual([
    [1, 0],
    [2, 10],
    [4, 10],
  ]);
});

test('a day that comes beside where it was goes, and one that is not fetched stays', () => {
  const at = (day: number, close: number) => ({ ...bar(day), close });
  const stored = [at(1, 10), at(2, 20), at(3, 30), at(4, 40)];
  const days = (fetched: ReturnType<typeof at>[]) =>
    mergeBars(stored, fetched, 5).map(({ day }) => day);
  expect(days([at(2, 20), at(4, 40), at(5, 50)])).toEqual([1, 2, 3, 4, 5]);
  expect(days([at(2, 20), at(3, 30), at(5, 40)])).toEqual([1, 2, 3, 5]);
  expect(days([at(2, 30), at(4, 40)])).toEqual([1, 2, 4]);
  // A fund whose price is always the same.
  const fund = [at(1, 1), at(2, 1), at(3, 1)];
  expect(mergeBars(fund, [at(2, 1), at(4, 1)], 5).map(({ day }) => day)).toEqual([1, 2, 3, 4]);
});
