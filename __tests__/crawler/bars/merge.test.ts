import { replaceBars } from '../../../crawler/src/bars/merge';
import { bar } from './some-bar';

test('a history that loses a day and nothing else is newer than it was', () => {
  const stored = [bar(1), { ...bar(2), ingestedAtMs: 7 }, bar(3)];
  const next = replaceBars(stored, [bar(1), bar(3)], 5);
  expect(next?.map(({ day, ingestedAtMs }) => [day, ingestedAtMs])).toEqual([
    [1, 8],
    [3, 8],
  ]);
});
