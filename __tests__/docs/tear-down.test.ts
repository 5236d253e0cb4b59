import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../stacks/config/config';
import { everyJob } from '../e2e/job-kinds';
import { configOf, synthesize } from '../synthesis';

const page = readFileSync(join(__dirname, '..', '..', 'docs/tear-down.md'), 'utf8');
const rows = [...page.matchAll(/^\| `(aws_\w+)` +\| `(\w+)`/gm)];

/** What keeps a resource, by its type. */
function keepers(protectData: boolean): string[] {
  const config: Partial<Config> = {
    alarms: { email: 'jobs@example.com' },
    jobs: everyJob(),
    environments: {
      test: { accountId: '123456789012', state: { backend: 'local' }, protectData },
    },
  };
  const found = Object.values(synthesize(configOf({}, config))).flatMap(({ resource }) =>
    Object.entries(resource).flatMap(([type, named]) =>
      Object.values(named).flatMap(({ lifecycle, skip_destroy: skip }) => [
        ...((lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy === true
          ? [`${type} prevent_destroy`]
          : []),
        ...(skip === true ? [`${type} skip_destroy`] : []),
      ]),
    ),
  );
  return [...new Set(found)].sort();
}

test('the page names everything that protectData keeps', () => {
  expect(rows.map(([, type = '', by = '']) => `${type} ${by}`).sort()).toEqual(keepers(true));
});

test('without protectData nothing is kept', () => {
  expect(keepers(false)).toEqual([]);
});
