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
  'the key %s of a job’s tags is set already',
  (key) => {
    expect(problems({}, {}, { [key]: 'x' })).toEqual([
      `jobs[0].tags.${key}: must not be one of Project, Environment, Stack, Job, which are set already, got "${key}"`,
    ]);
  },
);

test('of all resources, project and environment may be called otherwise', () => {
  expect(problems({ Project: 'Data Platform' }, { Environment: 'Development' }, {})).toEqual([]);
  expect(problems({ project: 'x' }, {}, {})).toEqual([
    'tags.project: must not differ from another key in case only, got "project"; write "Project"',
  ]);
  for (const key of ['Stack', 'job']) {
    expect(problems({ [key]: 'x' }, {}, {})).toEqual([
      `tags.${key}: must not be one of Stack, Job, which are set already, got "${key}"`,
    ]);
  }
});

test('keys of the stacks’ own tags are checked as those of other tags', () => {
  const of = (tagKeys: Config['tagKeys'], tags: Tags = {}): string[] =>
    problemsOf(
      configOf(
        {},
        { tags, environments: { dev: { state: { backend: 'local' }, tagKeys: { ...tagKeys } } } },
      ),
    ).map(({ path, text }) => `${formatPath(path)}: ${text}`);
  const place = 'environments.dev.tagKeys';
  expect(of({ project: 'acme:app', environment: 'Cost Centre' })).toEqual([]);
  expect(of({ job: 'project' })).toEqual([
    `${place}.job: must differ from the others in more than case, got "project" beside "Project"`,
  ]);
  // Of two that change places neither meets the other.
  expect(of({ stack: 'Job', job: 'Stack' })).toEqual([]);
  expect(of({ stack: 'Name' })).toEqual([
    `${place}.stack: must not be Name, which resources have of their own`,
  ]);
  expect(of({ stack: 'a;b' })).toEqual([expect.stringContaining('must be a key of 1 to 128')]);
  expect(of({ stack: 'team' }, { Team: 'x' })).toEqual([
    'tags.Team: must not be one of team, Job, which are set already, got "Team"',
  ]);
});
