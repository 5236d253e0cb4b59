import type { Config, JobConfig } from '../../../stacks/config/config';
import { ConfigError } from '../../../stacks/config/config-error';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configurations } from '../../golden/configurations';

type Path = readonly string[];

const now = new Date('2026-11-29T00:00:00Z');
const oddValues = [null, undefined, 1, 'x', [], [null], {}, { a: 1n }, () => 'x'];

const { 'one job': one, 'every kind of job': every, ...others } = configurations;
const override: Partial<JobConfig> = {
  sidecars: [{ name: 'proxy', image: 'proxy' }],
  startDate: '2026-01-01T00:00:00Z',
};
const twoEnvironments = {
  ...one?.config,
  environments: {
    ...one?.config.environments,
    other: { state: { backend: 'local' }, jobs: { nightly: override } },
  },
};
// Each kind is there on both triggers, with the same places: the second would only be read again.
const everyKindOnce = {
  ...every?.config,
  jobs: every?.config.jobs.filter(({ name }) => name === 'plain-rule' || !name.endsWith('-rule')),
};
const all: Readonly<Record<string, object>> = {
  'two environments': twoEnvironments,
  'every kind of job': everyKindOnce,
  ...Object.fromEntries(Object.entries(others).map(([name, { config }]) => [name, config])),
};

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) yield* pathsOf(each, [...path, key]);
}

function withValue(root: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const changed = withValue(Reflect.get(root as object, key), rest, value);
  return Array.isArray(root)
    ? root.with(Number(key), changed)
    : { ...(root as object), [key]: changed };
}

/** What is not a ConfigError is a stack trace to whoever wrote the configuration. */
function crashOf(config: unknown, environment: string): string | undefined {
  try {
    loadSettings(config as Config, { FARGATE_CRON_ENV: environment }, now);
    return undefined;
  } catch (error) {
    return error instanceof ConfigError ? undefined : (error as Error).stack;
  }
}

// A place that several configurations have, or several elements of a list, is tried once.
const tried = new Set<string>();

test.each(Object.entries(all))('%s: whatever stands anywhere is told or taken', (_, config) => {
  const crashes: string[] = [];
  for (const path of pathsOf(config)) {
    const place = path.join('.').replaceAll(/\b\d+\b/g, '*');
    if (tried.has(place)) continue;
    tried.add(place);
    for (const value of oddValues) {
      const wrong = withValue(config, path, value);
      for (const environment of path.includes('other') ? ['test', 'other'] : ['test']) {
        const crash = crashOf(wrong, environment);
        if (crash !== undefined) crashes.push(`${path.join('.')}: ${crash}`);
      }
    }
  }
  expect(crashes).toEqual([]);
});

test('what is set to nothing takes no default away', () => {
  const nothing = withValue(twoEnvironments, ['logs'], { retentionDays: undefined });
  expect(loadSettings(nothing as Config, { FARGATE_CRON_ENV: 'test' })).toMatchObject({
    logs: { retentionDays: 30 },
  });
});
