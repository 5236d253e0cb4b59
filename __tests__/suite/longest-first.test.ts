import { existsSync } from 'node:fs';
import { join } from 'node:path';

const LongestFirst = jest.requireActual<{
  new (options: object): { sort(tests: readonly object[]): { readonly path: string }[] };
  readonly longest: readonly string[];
}>('./longest-first');

test('the longest tests are there, and come first', () => {
  const { longest } = LongestFirst;
  expect(longest.filter((name) => !existsSync(join(__dirname, '..', name)))).toEqual([]);

  const context = {
    config: { cacheDirectory: '/nowhere', id: 'x' },
    hasteFS: { getSize: () => 1 },
  };
  const paths = ['/a.test.ts', ...[...longest].reverse(), '/b.test.ts'];
  const sorted = new LongestFirst({ contexts: [], globalConfig: {} }).sort(
    paths.map((path) => ({ path, context })),
  );
  expect(sorted.slice(0, longest.length).map(({ path }) => path)).toEqual(longest);
  expect(sorted).toHaveLength(paths.length);
});
