import { readFileSync } from 'node:fs';
import { localAwsFile, localAwsPage } from '../../docs/local-aws';
import { allRules } from '../../local/aws/rules';

test('the page of the rules says what they say: npm run docs makes it', () => {
  expect(readFileSync(localAwsFile, 'utf8')).toBe(localAwsPage());
});

test('each rule has a name of its own and says where it is known from', () => {
  const names = allRules({ seed: 0 }).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { sources } of allRules({ seed: 0 })) {
    expect(sources.length).toBeGreaterThan(0);
    for (const source of sources) expect(source).toMatch(/^https:\/\//);
  }
});
