import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

const root = join(__dirname, '..');

// Where the extension is left out, Node takes `.js` and `.json` before `.ts`, and jest does not.
test('no source has a namesake that would be loaded in its place', () => {
  const modules = ['stacks', 'cli', 'local', 'crawler/src', 'package'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => /\.(?:ts|js|json)$/.test(file) && !file.endsWith('.d.ts')),
  );
  const names = modules.map((file) => file.slice(0, -extname(file).length));
  expect(names.length).toBeGreaterThan(400);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
