import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversions } from './conversions';
import { converted } from './converted';

/** Of these, something cannot be carried over, and each line of that is named. */
const withLoss = conversions.filter(({ name }) => name.endsWith('-lost'));

test('the table has thirty inputs, seven of them with what cannot be carried over', () => {
  expect(conversions).toHaveLength(30);
  expect(withLoss).toHaveLength(7);
});

test.each(conversions)('converts $name', (conversion) => {
  const expected = readFileSync(join(__dirname, 'inputs', conversion.name, 'expected.txt'), 'utf8');
  expect(converted(conversion)).toBe(expected);
});

test.each(withLoss)('names what $name loses', (conversion) => {
  expect(converted(conversion)).toMatch(/^Not carried over:\n( {2}\S+:\d+ .+\n)+/m);
});
