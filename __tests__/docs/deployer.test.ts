import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const page = readFileSync(join(root, 'docs/deployer.md'), 'utf8');

/** The actions that IAM asks for where they are not called as the command is. */
const otherwise: Readonly<Record<string, string>> = {
  GetBucketLifecycleConfiguration: 'GetLifecycleConfiguration',
  HeadBucket: 'ListBucket',
  PutBucketEncryption: 'PutEncryptionConfiguration',
  PutBucketLifecycleConfiguration: 'PutLifecycleConfiguration',
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
};

test('who makes the state bucket may call what `state init` calls, and no more', () => {
  const source = readFileSync(join(root, 'cli/deployed/state-bucket.ts'), 'utf8');
  const calls = [...source.matchAll(/new (\w+)Command\(/g)].map(([, call = '']) => call);
  const actions = calls.map((call) => `s3:${otherwise[call] ?? call}`);
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: { Action: string[] }[] };
  expect(Statement.flatMap(({ Action }) => Action)).toEqual([...new Set(actions)].sort());
});

test('every variable that the page passes is one of the module', () => {
  const module = readFileSync(join(root, 'docs/examples/github-oidc/main.tf'), 'utf8');
  const passed = [...page.matchAll(/-var (\w+)=/g)].map(([, name = '']) => name);
  const printed = [...page.matchAll(/-raw (\w+)/g)].map(([, name = '']) => name);
  expect(passed).not.toEqual([]);
  for (const name of passed) expect(module).toContain(`variable "${name}"`);
  for (const name of printed) expect(module).toContain(`output "${name}"`);
});
