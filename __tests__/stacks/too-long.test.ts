import { Testing, TerraformResource, TerraformStack } from 'cdktf';
import { problemsOf } from '../../docs/checks';
import type { Config, JobConfig } from '../../stacks/config/config';
import { formatPath } from '../../stacks/config/config-error';
import { createStacks } from '../../stacks/project';
import {
  lengthOf,
  lengthProblems,
  textLimits,
  type TextLimit,
} from '../../stacks/rules/text-limits';
import { loadSettings } from '../../stacks/settings/load-settings';
import { finalText, longestText } from '../../stacks/stack/final-text';
import { Prediction } from '../../stacks/testing/prediction';
import { configurations } from '../golden/configurations';
import { configOf, synthesize } from '../synthesis';

const environments = { dev: { state: { backend: 'local' as const } } };
const job = (part: Partial<JobConfig>) => configOf(part, { environments });
const found = (config: Config) =>
  problemsOf(config).map(({ path, text }) => `${formatPath(path)}: ${text}`);

/** A text that grows by one character with `n`, in one job of two. */
const shared = (part: (n: number) => Partial<JobConfig>) => (n: number) =>
  configOf(
    {},
    {
      environments,
      jobs: [
        { name: 'nightly', schedule: 'rate(1 day)' },
        { name: 'hourly', schedule: 'rate(1 hour)', task: 'nightly', ...part(n) },
      ],
    },
  );

test.each<[string, (n: number) => Config, number, string]>([
  [
    'a task definition',
    (n) => job({ environment: { BIG: 'x'.repeat(n) } }),
    65_536,
    'jobs[0].environment: must make a task definition of at most 65536 bytes, got 65537; put long values into secrets or into the data bucket',
  ],
  [
    'a task definition with what Terraform escapes',
    (n) => job({ environment: { BIG: `${'${'.repeat(1000)}${'x'.repeat(n)}` } }),
    65_536,
    'jobs[0].environment: must make a task definition of at most 65536 bytes, got 65537; put long values into secrets or into the data bucket',
  ],
  [
    'the policies of a role',
    (n) =>
      job({
        statements: [
          { Action: ['sns:Publish'], Resource: [`arn:aws:sns:us-east-1:1:${'x'.repeat(n)}`] },
        ],
      }),
    10_240,
    'jobs[0].statements: must make a list of inline policies of at most 10240 characters without white space, got 10241; write fewer statements or resources, with * at the end of what belongs together',
  ],
  [
    'the overrides of a schedule',
    shared((n) => ({ command: ['x'.repeat(n)] })),
    8192,
    'jobs[1].command: must make a list of overrides of at most 8192 characters, got 8193; write a shorter command, or put long values into the data bucket',
  ],
  [
    'the overrides of a schedule with what Terraform escapes',
    shared((n) => ({ command: [`${'${'.repeat(1000)}${'x'.repeat(n)}`] })),
    8192,
    'jobs[1].command: must make a list of overrides of at most 8192 characters, got 8193; write a shorter command, or put long values into the data bucket',
  ],
  [
    'the input template of a rule',
    shared((n) => ({ trigger: 'rule', environment: { BIG: 'x'.repeat(n) } })),
    8192,
    'jobs[1].environment: must make an input template of at most 8192 characters, got 8193; write a shorter command, or put long values into the data bucket',
  ],
  [
    'the overrides of a state machine',
    shared((n) => ({ retries: 1, command: ['x'.repeat(n)] })),
    8192,
    'jobs[1].command: must make a list of overrides of at most 8192 characters, got 8193; write a shorter command, or put long values into the data bucket',
  ],
])('%s: right up to the bound, refused beyond it', (_, of, most, problem) => {
  const [refused = ''] = found(of(most));
  const length = Number(/got (\d+)/.exec(refused)?.[1]);
  expect(length).toBeGreaterThan(most);
  const n = most - (length - most);
  expect(found(of(n))).toEqual([]);
  expect(found(of(n + 1))).toEqual([problem]);
});

test.each(
  Object.entries(textLimits).flatMap(([type, limits]) =>
    limits.map((limit) => [type, limit.what, limit] as const),
  ),
)('%s, %s: the bound belongs to what AWS takes', (_, what, limit) => {
  expect(lengthProblems(limit.most, limit)).toEqual([]);
  expect(lengthProblems(limit.most + 1, limit)).toEqual([
    expect.stringContaining(
      `${what} of at most ${limit.most} ${limit.unit}, got ${limit.most + 1}`,
    ),
  ]);
});

test('sidecars of so many names that no event pattern holds them are to share names', () => {
  const jobs = Array.from({ length: 70 }, (_, index) => ({
    name: `job-${index}`,
    schedule: 'rate(1 day)',
    sidecars: [{ name: `sidecar-with-a-name-of-its-own-${index}`, image: 'busybox:1' }],
  }));
  const config = (each: JobConfig[]) =>
    configOf({}, { environments, jobs: each, alarms: { email: 'jobs@example.com' } });
  expect(found(config(jobs))).toEqual([
    expect.stringMatching(
      /^alarms: must make an event pattern of at most 2048 characters, got \d+; give the sidecars of different jobs the same names$/,
    ),
  ]);
  const alike = jobs.map((job) => ({
    ...job,
    sidecars: job.sidecars.map((sidecar) => ({ ...sidecar, name: 'proxy' })),
  }));
  expect(found(config(alike))).toEqual([]);
});

test('each service counts in its own way', () => {
  const length = (unit: TextLimit['unit']) =>
    lengthOf('é \n1', { what: 'text', attributes: [], most: 1, unit });
  expect(length('characters')).toBe(4);
  expect(length('bytes')).toBe(5);
  expect(length('characters without white space')).toBe(2);
});

test('what is measured is what the Terraform JSON says AWS is sent', () => {
  const { config } = configurations['state machines and every alarm'] ?? { config: configOf() };
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
  const prediction = new Prediction(synthesize(config), {
    region: settings.region,
    ...(settings.accountId !== undefined && { accountId: settings.accountId }),
  });
  const sent = prediction.roles.flatMap(({ policies }) =>
    policies.map(({ policy }) => JSON.stringify(policy).length),
  );
  const measured = resourcesOf(config)
    .filter(({ terraformResourceType: type }) => type === 'aws_iam_role_policy')
    .map((policy) => measure(policy, 'policy', config).length);
  // Of the revision of a task definition only a length is known.
  expect(measured.toSorted()).toEqual(sent.toSorted());
  expect(sent.length).toBeGreaterThan(10);
});

test.each(Object.entries(configurations))(
  '%s: no reference is unknown to the measure, and none is longer than thought',
  (_, { config, planWithout }) => {
    const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
    const seen = resourcesOf(config, planWithout).flatMap((resource) => {
      const limits = textLimits[resource.terraformResourceType] ?? [];
      return [...limits.flatMap(({ attributes }) => attributes), 'policy', 'assumeRolePolicy']
        .filter((attribute) => typeof Reflect.get(resource, `${attribute}Input`) === 'string')
        .map((attribute) => {
          const text = measure(resource, attribute, config);
          expect(text).not.toMatch(/\$\{(data\.|aws_)/);
          const raw = String(Reflect.get(resource, `${attribute}Input`));
          expect(text.length).toBeLessThanOrEqual(longestText(settings, raw));
          return text;
        });
    });
    expect(seen.length).toBeGreaterThan(20);
  },
);

function resourcesOf(config: Config, planWithout = ''): TerraformResource[] {
  const env = { FARGATE_CRON_ENV: 'test', FARGATE_CRON_PLAN_WITHOUT: planWithout };
  const stacks = Object.values(createStacks(Testing.app(), loadSettings(config, env)));
  return stacks.flatMap((stack: TerraformStack) =>
    stack.node.findAll().filter((construct) => TerraformResource.isTerraformResource(construct)),
  );
}

function measure(resource: TerraformResource, attribute: string, config: Config): string {
  const settings = loadSettings(config, { FARGATE_CRON_ENV: 'test' });
  return finalText(
    TerraformStack.of(resource),
    settings,
    String(Reflect.get(resource, `${attribute}Input`)),
  );
}
