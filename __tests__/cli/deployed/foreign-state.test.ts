import { foreignState } from '../../../cli/deployed/foreign-state';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const ours = { Project: 'acme', Environment: 'test', Stack: 'task', Job: 'nightly' };

/** A state of resources with these tags; a data source has no instance with any. */
function stateOf(...tags: unknown[]) {
  return {
    resources: [
      { instances: [{ attributes: {} }, {}] },
      ...tags.map((tags_all) => ({ instances: [{ attributes: { tags_all } }] })),
    ],
  };
}

test.each([
  ['another environment’s', { ...ours, Environment: 'prod' }, 'acme/prod/task'],
  ['another project’s', { ...ours, Project: 'other' }, 'other/test/task'],
  ['another stack’s', { ...ours, Stack: 'network' }, 'acme/test/network'],
])('a state is %s when all its tags say so', (_, tags, owner) => {
  expect(foreignState(settings, 'task', stateOf(null, tags, undefined, tags))).toBe(
    `the state of the stack task belongs to ${owner}: name the right one in environments.test.state of config.ts, or choose another FARGATE_CRON_ENV`,
  );
});

test.each([
  ['of its own resources', stateOf(ours, ours)],
  ['with one resource whose tags somebody changed', stateOf({ ...ours, Stack: 'x' }, ours)],
  ['without tags', stateOf({}, null, { Name: 'x' })],
  ['that is empty', {}],
])('a state %s is the stack’s own', (_, state) => {
  expect(foreignState(settings, 'task', state)).toBeUndefined();
});

test('a state that lies elsewhere is the stack’s own as well', () => {
  const theirs = stateOf({ ...ours, Project: 'other' });
  const elsewhere = { ...settings, stateOf: { task: { backend: 'local' as const } } };
  expect(foreignState(elsewhere, 'task', theirs)).toContain(
    'belongs to other/test/task: name the right one in environments.test.stateOf.task of config.ts',
  );
  expect(foreignState(elsewhere, 'task', stateOf(ours))).toBeUndefined();
});

test('each schedule stack has a state of its own', () => {
  const second = stateOf({ ...ours, Stack: 'schedule-2' });
  expect(foreignState(settings, 'schedule-2', second)).toBeUndefined();
  expect(foreignState(settings, 'schedule', second)).toContain('belongs to acme/test/schedule-2');
});

describe('with tags that are prescribed', () => {
  const tagKeys = { project: 'app', environment: 'env', stack: 'component' };
  const prescribed = (tags: Record<string, string>) =>
    loadSettings(configOf({}, { tagKeys, tags }), { FARGATE_CRON_ENV: 'test' });
  const named = { app: 'acme', env: 'test', component: 'task' };

  test('their keys say whose a state is', () => {
    const settings = prescribed({});
    expect(foreignState(settings, 'task', stateOf(named))).toBeUndefined();
    expect(foreignState(settings, 'task', stateOf({ ...named, env: 'prod' }))).toMatch(
      /^the state of the stack task belongs to acme\/prod\/task: .* another FARGATE_CRON_ENV$/,
    );
    // As it was before they were prescribed.
    expect(foreignState(settings, 'task', stateOf(ours))).toBeUndefined();
  });

  test('their values do, and so do the names that they stand for', () => {
    const settings = prescribed({ env: 'Test' });
    for (const env of ['Test', 'test']) {
      expect(foreignState(settings, 'task', stateOf({ ...named, env }))).toBeUndefined();
    }
    expect(foreignState(settings, 'task', stateOf({ ...named, env: 'Production' }))).toMatch(
      /belongs to acme\/Production\/task: .*; if it is the right one, and tags had another value, run npx cdktf deploy task$/,
    );
  });
});
