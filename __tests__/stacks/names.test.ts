import type { Config } from '../../stacks/config/config';
import { configurations } from '../golden/configurations';
import { synthesized } from '../golden/synthesized';
import { problemsOf } from '../../docs/checks';
import { formatPath } from '../../stacks/config/config-error';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf } from '../synthesis';

/** The Terraform JSON of the configuration that gives all names, without state and links. */
function stacksOf(name: string): [string, string][] {
  const configuration = configurations[name];
  if (configuration === undefined) throw new Error(`there is no configuration "${name}"`);
  return [...synthesized(configuration)].map(([stack, { json }]) => [stack, json]);
}

describe('names that are given', () => {
  const stacks = stacksOf('tags and names of a company');

  test('take the place of project and environment in all that AWS is told', () => {
    for (const [, json] of stacks) {
      expect(json).not.toMatch(/acme-test|acme_test|\/acme\/test/);
    }
    const all = stacks.map(([, json]) => json).join('');
    expect(all).toContain('"name": "/data-platform/cron/test/nightly"');
    expect(all).toContain('"name": "/data-platform/cron/test/network/flows"');
    expect(all).toContain('"name": "dp_cron_t"');
    expect(all).toContain('"bucket": "dp-cron-t-data-');
    expect(all).toContain('"name": "dp-cron-t-nightly-schedule"');
  });

  test('leave states and metrics where they were', () => {
    const [, task = ''] = stacks.find(([stack]) => stack === 'task') ?? [];
    expect(task).toContain('.fargate-cron/state/test/task.tfstate');
    expect(task).toMatch(/PROJECT[^}]*acme/);
  });
});

function problems(names: Config['environments'][string]['names'], part: Partial<Config> = {}) {
  const dev = { state: { backend: 'local' as const }, names };
  return problemsOf(configOf({}, { environments: { dev }, ...part })).map(
    ({ path, text }) => `${formatPath(path)}: ${text}`,
  );
}

test('a prefix is as long as the names that are made of it let it be', () => {
  expect(problems({ prefix: 'a'.repeat(45) })).toEqual([]);
  expect(problems({ prefix: 'a'.repeat(46) })).toEqual([
    expect.stringMatching(/^environments\.dev\.names\.prefix: must make a prefix name of 1 to 45/),
  ]);
  const jobs = [{ name: 'j'.repeat(9), schedule: 'rate(1 day)' }];
  expect(problems({ prefix: 'a'.repeat(45) }, { jobs })).toEqual([
    expect.stringMatching(/^jobs\[0\]\.name: must make a role name of 1 to 64 characters/),
  ]);
});

test('a prefix does for a project whose own name is too long for the bucket', () => {
  const env = { FARGATE_CRON_ENV: 'e'.repeat(20) };
  const load = (prefix?: string) => {
    const environment = { state: { backend: 'local' as const }, names: { prefix } };
    const environments = { [env.FARGATE_CRON_ENV]: environment };
    return loadSettings(configOf({}, { project: 'p'.repeat(32), environments }), env);
  };
  expect(() => load()).toThrow('must make a bucket name of 3 to 63 characters');
  expect(load('short').prefix).toBe('short');
});

test.each(['/acme/', '/acme//jobs', 'aws/jobs', '', '/acme jobs', `/${'a'.repeat(471)}`])(
  'log groups cannot lie below "%s"',
  (logGroups) => {
    expect(problems({ logGroups })[0]).toMatch(/^environments\.dev\.names\.logGroups: must /);
  },
);

test.each(['/acme', 'acme', '/aws/ecs/acme', `/${'a'.repeat(470)}`])(
  'log groups may lie below "%s"',
  (logGroups) => {
    expect(problems({ logGroups })).toEqual([]);
  },
);
