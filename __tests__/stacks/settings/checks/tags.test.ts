import { problemsOf } from '../../../../docs/checks';
import type { Config } from '../../../../stacks/config/config';
import { formatPath } from '../../../../stacks/config/config-error';
import { configOf } from '../../../synthesis';

type Tags = Readonly<Record<string, string>>;

function problems(shared: Tags, ofEnvironment: Tags, ofJob: Tags): string[] {
  const config: Config = configOf(
    { tags: ofJob },
    {
      tags: shared,
      environments: { dev: { state: { backend: 'local' }, tags: ofEnvironment } },
    },
  );
  return problemsOf(config).map(({ path, text }) => `${formatPath(path)}: ${text}`);
}

test('a job may have another value for a key of all resources', () => {
  expect(problems({ Team: 'data' }, { Team: 'web', Tier: 'gold' }, { Team: 'ops' })).toEqual([]);
});

const differs = 'must not differ from another key in case only, got "team"; write "Team"';
test.each<[string, Tags, Tags, Tags, string]>([
  ['in one place', { Team: 'a', team: 'b' }, {}, {}, `tags.team: ${differs}`],
  [
    'with an environment',
    { Team: 'a' },
    { team: 'b' },
    {},
    `environments.dev.tags.team: ${differs}`,
  ],
  ['with a job', { Team: 'a' }, {}, { team: 'b' }, `jobs[0].tags.team: ${differs}`],
])('keys that IAM takes for one are refused %s', (_, shared, ofEnvironment, ofJob, problem) => {
  expect(problems(shared, ofEnvironment, ofJob)).toEqual([problem]);
});

test.each(['Project', 'Environment', 'Stack', 'Job', 'project', 'JOB'])(
  'the key %s is set already',
  (key) => {
    const text = `must not be one of Project, Environment, Stack, Job, which are set already, got "${key}"`;
    expect(problems({ [key]: 'x' }, {}, {})).toEqual([`tags.${key}: ${text}`]);
    expect(problems({}, {}, { [key]: 'x' })).toEqual([`jobs[0].tags.${key}: ${text}`]);
  },
);
