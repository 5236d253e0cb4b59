import { readFileSync } from 'node:fs';
import { checksFile, checksPage } from '../../docs/checks';

test('the page of all checks says what they say: npm run docs makes it', () => {
  expect(readFileSync(checksFile, 'utf8')).toBe(checksPage());
});
