import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const root = join(__dirname, '..', '..');
const { updates } = parse(readFileSync(join(root, '.github/dependabot.yml'), 'utf8')) as {
  updates: { 'package-ecosystem': string; directory: string }[];
};
const files: Readonly<Record<string, string>> = {
  docker: 'Dockerfile',
  npm: 'package-lock.json',
  'github-actions': '.github/workflows',
  pip: 'requirements.txt',
  terraform: '.terraform.lock.hcl',
};

test.each(updates.map((one) => [one['package-ecosystem'], one.directory]))(
  'there is something of %s to update in %s',
  (ecosystem, directory) => {
    expect(existsSync(join(root, directory, files[ecosystem] ?? 'unknown'))).toBe(true);
  },
);

test('the base image is on a line that Dependabot reads', () => {
  const dockerfile = readFileSync(join(root, 'crawler/Dockerfile'), 'utf8');
  // https://github.com/dependabot/dependabot-core/blob/main/docker/lib/dependabot/docker/file_parser.rb
  expect(dockerfile).toMatch(
    /^FROM\s+[a-z.]+\/[a-z0-9/-]+:[\w.-]+(?:@sha256:[0-9a-f]{64})?\s+AS /m,
  );
});
