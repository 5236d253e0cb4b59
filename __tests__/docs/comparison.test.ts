import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const page = readFileSync(join(__dirname, '../../docs/comparison.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (feature|---)/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test.each([...page.matchAll(/`([\w/.-]+\.test\.ts)`/g)].map(([, file]) => file))(
  'the test %s that the comparison names is there',
  (file = '') => {
    expect(existsSync(join(__dirname, '..', file))).toBe(true);
  },
);

test('every feature is there or not, with what shows it or the reason', () => {
  expect(rows.length).toBeGreaterThan(40);
  for (const [, feature, here, why] of rows) {
    expect({ feature, here }).toEqual({
      feature,
      here: expect.stringMatching(/^(yes|no)$/) as string,
    });
    expect({ feature, why }).not.toEqual({ feature, why: '' });
  }
});
