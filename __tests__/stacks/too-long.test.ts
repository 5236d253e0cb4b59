import { Testing, TerraformResource, TerraformStack } from 'cdktf';
import { problemsOf } from '../../docs/checks';
import type { Config, JobConfig } from '../../stacks/config/config';
import { formatPath } from '../../stacks/config/config-error';
import { createStacks } from '../../stacks/project';
import { lengthOf, textLimits, type TextLimit } from '../../stacks/rules/text-limits';
import { loadSettings } from '../../stacks/settings/load-settings';
import type { Settings } from '../../stacks/settings/settings';
import { finalText, longestText } from '../../stacks/stack/final-text';
import { Prediction } from '../../stacks/testing/prediction';
import { configurations, type Configuration } from '../golden/configurations';
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

test('the bounds are what AWS takes', () => {
  const bounds = Object.entries(textLimits).flatMap(([type, limits]) =>
    limits.map(({ what, most }) => [type, what, most]),
  );
  expect(bounds).toEqual([
    ['aws_budgets_budget', 'name of a budget', 100],
    ['aws_cloudwatch_dashboard', 'name of a dashboard', 255],
    ['aws_cloudwatch_event_rule', 'name of a rule', 64],
    ['aws_cloudwatch_event_rule', 'description', 512],
    ['aws_cloudwatch_event_rule', 'event pattern', 2048],
    ['aws_cloudwatch_event_target', 'input template', 8192],
    ['aws_cloudwatch_log_group', 'name of a log group', 512],
    ['aws_cloudwatch_log_resource_policy', 'resource policy', 5120],
    ['aws_cloudwatch_metric_alarm', 'name of an alarm', 255],
    ['aws_cloudwatch_metric_alarm', 'description', 1024],
    ['aws_ecs_cluster', 'name of a cluster', 255],
    ['aws_ecs_task_definition', 'name of a task family', 255],
    ['aws_ecs_task_definition', 'task definition', 65_536],
    ['aws_glue_catalog_database', 'name of a database', 255],
    ['aws_iam_role', 'name of a role', 64],
    ['aws_iam_role', 'description', 1000],
    ['aws_iam_role', 'trust policy', 2048],
    ['aws_s3_bucket_policy', 'bucket policy', 20_480],
    ['aws_scheduler_schedule', 'name of a schedule', 64],
    ['aws_scheduler_schedule', 'description', 512],
    ['aws_scheduler_schedule', 'list of overrides', 8192],
    ['aws_scheduler_schedule_group', 'name of a schedule group', 64],
    ['aws_sfn_state_machine', 'name of a state machine', 80],
    ['aws_sfn_state_machine', 'definition', 1_048_576],
    ['aws_sns_topic', 'name of a topic', 256],
    ['aws_sqs_queue', 'name of a queue', 80],
    ['aws_sqs_queue_policy', 'queue policy', 8192],
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
  const configuration = configurations['state machines and every alarm'];
  if (configuration === undefined) throw new Error('there is no such configuration any more');
  const { config } = configuration;
  const settings = settingsOf(configuration);
  const prediction = new Prediction(synthesize(config), {
    region: settings.region,
    ...(settings.accountId !== undefined && { accountId: settings.accountId }),
  });
  const sent = prediction.roles.flatMap(({ policies }) =>
    policies.map(({ policy }) => JSON.stringify(policy).length),
  );
  const measured = resourcesOf(settings)
    .filter(({ terraformResourceType: type }) => type === 'aws_iam_role_policy')
    .map((policy) => measure(policy, 'policy', settings).length);
  // Of the revision of a task definition only a length is known.
  expect(measured.toSorted()).toEqual(sent.toSorted());
  expect(sent.length).toBeGreaterThan(10);
});

test.each(Object.entries(configurations))(
  '%s: no reference is unknown to the measure, and none is longer than thought',
  (_, configuration) => {
    const settings = settingsOf(configuration);
    const seen = resourcesOf(settings).flatMap((resource) => {
      const limits = textLimits[resource.terraformResourceType] ?? [];
      return [...limits.flatMap(({ attributes }) => attributes), 'policy', 'assumeRolePolicy']
        .filter((attribute) => typeof Reflect.get(resource, `${attribute}Input`) === 'string')
        .map((attribute) => {
          const text = measure(resource, attribute, settings);
          expect(text).not.toMatch(/\$\{(data\.|aws_)/);
          const raw = String(Reflect.get(resource, `${attribute}Input`));
          expect(text.length).toBeLessThanOrEqual(longestText(settings, raw));
          return text;
        });
    });
    expect(seen.length).toBeGreaterThan(20);
  },
);

function settingsOf({ config, planWithout = '' }: Configuration): Settings {
  return loadSettings(config, {
    FARGATE_CRON_ENV: 'test',
    FARGATE_CRON_PLAN_WITHOUT: planWithout,
  });
}

function resourcesOf(settings: Settings): TerraformResource[] {
  const stacks = Object.values(createStacks(Testing.app(), settings));
  return stacks.flatMap((stack: TerraformStack) =>
    stack.node.findAll().filter((construct) => TerraformResource.isTerraformResource(construct)),
  );
}

function measure(resource: TerraformResource, attribute: string, settings: Settings): string {
  return finalText(
    TerraformStack.of(resource),
    settings,
    String(Reflect.get(resource, `${attribute}Input`)),
  );
}
