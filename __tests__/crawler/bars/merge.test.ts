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
