import { sameBasis } from '../../../crawler/src/bars/same-basis';
import { bar } from './some-bar';

test('a dividend that is told late is another basis, and one that is told again is not', () => {
  const stored = [bar(1), { ...bar(2), dividend: 0.24 }, bar(3)];
  expect(sameBasis(stored, [{ ...bar(2), dividend: 0.240_000_1 }, bar(3)])).toBe(true);
  expect(sameBasis(stored, [{ ...bar(2), dividend: 0.25 }, bar(3)])).toBe(false);
  expect(sameBasis(stored, [{ ...bar(1), dividend: 0.1 }])).toBe(false);
});
