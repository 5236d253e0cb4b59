import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { putInPlace } from '../../../local/tools/tools-folder';

let tools: string;
beforeEach(() => {
  tools = mkdtempSync(join(tmpdir(), 'fargate-cron tools-'));
});
afterEach(() => {
  rmSync(tools, { recursive: true });
});

/** A folder with one file. */
function folder(name: string, file: string, text: string): string {
  mkdirSync(join(tools, name));
  writeFileSync(join(tools, name, file), text);
  return join(tools, name);
}

test('what another command has installed meanwhile stays as it is', () => {
  const partial = folder('tool.partial', 'program', 'the later one');
  const there = folder('tool', 'program', 'the earlier one');
  putInPlace(partial, there, join(there, 'program'));
  expect(readFileSync(join(there, 'program'), 'utf8')).toBe('the earlier one');
  expect(existsSync(partial)).toBe(true);
});

test('a folder from which the program was removed is replaced', () => {
  const partial = folder('tool.partial', 'program', 'the program');
  const there = folder('tool', 'LICENSE.txt', 'a licence');
  putInPlace(partial, there, join(there, 'program'));
  expect(readFileSync(join(there, 'program'), 'utf8')).toBe('the program');
  expect(existsSync(join(there, 'LICENSE.txt'))).toBe(false);
});
