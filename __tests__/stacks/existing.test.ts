import type { Config, JobConfig } from '../../stacks/config/config';
import '../../stacks/testing/matchers';
import { Prediction } from '../../stacks/testing/prediction';
import type { Call } from '../../stacks/testing/permissions';
import { configOf, synthesize, type Synthesized } from '../synthesis';

const account = '123456789012';
const jobs: JobConfig[] = [
  { name: 'nightly', schedule: 'rate(1 day)', retries: 1 },
  { name: 'cheap', schedule: 'rate(1 day)', spot: true, retries: 1 },
  { name: 'second', schedule: 'rate(1 day)', task: 'nightly', command: ['check'] },
];

function using(existing: Config['existing'], more: Partial<Config> = {}) {
  return synthesize(
    configOf({}, { jobs, alarms: { email: 'jobs@example.com' }, existing, ...more }),
  );
}

function all(stack: Synthesized, type: string): Record<string, unknown>[] {
  return Object.values(stack.resource[type] ?? {});
}

describe('a cluster that others keep', () => {
  const stacks = using({ cluster: 'shared' });
  const role = new Prediction(stacks).role('acme-test-nightly-machine');

  test('is read, and nothing of it is made', () => {
    const { task } = stacks;
    expect(Object.values(task.data?.['aws_ecs_cluster'] ?? {})).toEqual([
      { cluster_name: 'shared' },
    ]);
    expect(task.resource['aws_ecs_cluster']).toBeUndefined();
    expect(task.resource['aws_ecs_cluster_capacity_providers']).toBeUndefined();
    expect(task.output['cluster_arn']?.value).toBe('${data.aws_ecs_cluster.existing-cluster.arn}');
    expect(task.output['cluster_name']?.value).toBe('shared');
  });

  const cluster = `arn:aws:ecs:us-east-1:${account}:cluster/shared`;
  const onTask = (action: string, project: string, environment: string): Call => ({
    action,
    resource: `arn:aws:ecs:us-east-1:${account}:task/shared/0123456789abcdef`,
    context: {
      'ecs:cluster': cluster,
      'aws:ResourceTag/Project': project,
      'aws:ResourceTag/Environment': environment,
    },
  });

  test.each(['ecs:DescribeTasks', 'ecs:StopTask'])(
    'a state machine may call %s on tasks of its own project and environment only',
    async (action) => {
      await expect(role).toAllow(onTask(action, 'acme', 'test'));
      await expect(role).toDeny(onTask(action, 'acme', 'test-eu'));
      await expect(role).toDeny(onTask(action, 'rival', 'test'));
      const { context, ...call } = onTask(action, 'acme', 'test');
      await expect(role).toDeny({ ...call, context: { 'ecs:cluster': cluster } });
      expect(context).toBeDefined();
    },
  );

  test('tasks are known by the tags of project and environment as they are prescribed', async () => {
    const named = using(
      { cluster: 'shared' },
      { tagKeys: { project: 'app', environment: 'env' }, tags: { env: 'Test' } },
    );
    const machine = new Prediction(named).role('acme-test-nightly-machine');
    const stop = (tags: Record<string, string>): Call => ({
      ...onTask('ecs:StopTask', 'acme', 'test'),
      context: { 'ecs:cluster': cluster, ...tags },
    });
    const ours = { 'aws:ResourceTag/app': 'acme', 'aws:ResourceTag/env': 'Test' };
    await expect(machine).toAllow(stop(ours));
    await expect(machine).toDeny(stop({ ...ours, 'aws:ResourceTag/env': 'test' }));
    await expect(machine).toDeny(onTask('ecs:StopTask', 'acme', 'test'));
  });

  test('a state machine may start no task of a neighbour', async () => {
    const run = (family: string): Call => ({
      action: 'ecs:RunTask',
      resource: `arn:aws:ecs:us-east-1:${account}:task-definition/${family}:7`,
      context: { 'ecs:cluster': cluster },
    });
    await expect(role).toAllow(run('acme-test-nightly'));
    await expect(role).toDeny(run('rival-test-nightly'));
    await expect(role).toDeny(run('acme-test-nightly-eu'));
  });
});

describe('a bucket that others keep', () => {
  const stacks = using(
    { dataBucket: 'lake' },
    {
      jobs: [
        ...jobs,
        { name: 'wide', schedule: 'rate(1 day)', fanOut: { symbolsPerTask: 10 } },
        {
          name: 'folder',
          schedule: 'rate(1 day)',
          image: 'ghcr.io/acme/report:1',
          data: { prefix: 'reports', access: 'write' },
        },
      ],
    },
  );
  const prediction = new Prediction(stacks);

  test('is set up by its owner', () => {
    const { task } = stacks;
    const ofS3 = Object.keys(task.resource).filter((type) => type.startsWith('aws_s3'));
    expect(ofS3).toEqual([]);
    expect(task.output['data_bucket']?.value).toBe('lake');
  });

  test('holds the data in a folder of the project and environment', () => {
    const { task, schedule } = stacks;
    const uris = all(task, 'aws_ecs_task_definition').flatMap(({ container_definitions: text }) =>
      [...String(text).matchAll(/s3:[^"\\]*/g)].map(([uri]) => uri),
    );
    expect([...new Set(uris)].sort()).toEqual([
      's3://lake/acme/test',
      's3://lake/acme/test/reports',
    ]);
    for (const table of all(task, 'aws_glue_catalog_table')) {
      expect(JSON.stringify(table)).toContain('"s3://lake/acme/test/bars');
      expect(JSON.stringify(table)).not.toContain('s3://lake/bars');
    }
    const machines = JSON.stringify(all(schedule, 'aws_sfn_state_machine'));
    expect(machines).toContain("'acme/test/_runs/job=nightly/run=' & $run & '/claim.json'");
    expect(machines).toContain("'acme/test/_runs/job=wide/run=' & $run & '/batches.json'");
    expect(machines).not.toContain("'_runs/");
  });

  const onKey = (action: string, key: string): Call => ({
    action: `s3:${action}`,
    resource: `arn:aws:s3:::lake/${key}`,
  });
  const list = (prefix?: string): Call => ({
    action: 's3:ListBucket',
    resource: 'arn:aws:s3:::lake',
    ...(prefix !== undefined && { context: { 's3:prefix': prefix } }),
  });

  test.each<[string, Call[], Call[]]>([
    [
      'nightly-task',
      [
        onKey('GetObject', 'acme/test/bars/v1/data.parquet'),
        onKey('PutObject', 'acme/test/bars/v1/data.parquet'),
        list('acme/test/'),
        list('acme/test/bars/v1/data.parquet'),
      ],
      [
        onKey('GetObject', 'acme/test/_runs/job=nightly/latest.json'),
        onKey('PutObject', 'acme/test/_runs/job=nightly/run=1/claim.json'),
        list(),
        list(''),
        list('acme/'),
      ],
    ],
    [
      'folder-task',
      [onKey('PutObject', 'acme/test/reports/1.csv'), list('acme/test/reports/')],
      [onKey('GetObject', 'acme/test/bars/v1/data.parquet'), list('acme/test/')],
    ],
    [
      'nightly-machine',
      [
        onKey('GetObject', 'acme/test/_runs/job=nightly/latest.json'),
        onKey('PutObject', 'acme/test/_runs/job=nightly/run=1/claim.json'),
      ],
      [onKey('PutObject', 'acme/test/bars/v1/data.parquet')],
    ],
    ['wide-task', [onKey('PutObject', 'acme/test/_runs/job=wide/run=1/batches.json')], []],
  ])('the role of %s reaches its folder, and none of a neighbour', async (name, must, mustNot) => {
    const role = prediction.role(`acme-test-${name}`);
    for (const call of must) {
      await expect(role).toAllow(call);
      for (const neighbour of ['acme/test-eu/', 'rival/test/', '']) {
        const theirs = JSON.stringify(call).replace('acme/test/', neighbour);
        await expect(role).toDeny(JSON.parse(theirs) as Call);
      }
    }
    for (const call of mustNot) await expect(role).toDeny(call);
  });
});

describe('a repository that others keep', () => {
  const folder = { build: 'crawler', name: 'report' };
  const withImages = (repository: string) =>
    using(
      { repository },
      {
        images: 'prebuilt',
        jobs: [...jobs, { name: 'report', schedule: 'rate(1 day)', image: folder }],
      },
    );

  test.each([
    ['images', { name: 'images' }, `${account}:repository/images`],
    [
      'arn:aws:ecr:us-east-1:210987654321:repository/team/images',
      { name: 'team/images', registry_id: '210987654321' },
      '210987654321:repository/team/images',
    ],
  ])('%s is read once, and holds every image', async (repository, read, resource) => {
    const { image, ...others } = withImages(repository);
    expect(image.resource).toBeUndefined();
    expect(Object.values(image.data?.['aws_ecr_repository'] ?? {})).toEqual([read]);
    const uris = Object.values(image.output['image_uris']?.value as Record<string, string>);
    expect(new Set(uris).size).toBe(2);
    for (const uri of uris) {
      expect(uri).toMatch(
        /^\$\{data\.aws_ecr_repository\.existing-repository\.repository_url\}:\w+$/,
      );
    }
    const arn = `arn:aws:ecr:us-east-1:${resource}`;
    for (const job of ['nightly', 'report']) {
      const role = new Prediction({ image, ...others }).role(`acme-test-${job}-execution`);
      const named = JSON.stringify(role.policies).match(/arn:aws:ecr:[^"]*/g);
      expect(named).toEqual([arn]);
      await expect(role).toDeny({ action: 'ecr:PutImage', resource: arn });
      // In another account its own policy must agree.
      if (!arn.includes(account)) continue;
      await expect(role).toAllow({ action: 'ecr:BatchGetImage', resource: arn });
      await expect(role).toDeny({ action: 'ecr:BatchGetImage', resource: `${arn}-2` });
    }
  });

  test('is not made by two environments that use it', () => {
    const environment = { accountId: account, state: { backend: 'local' as const } };
    expect(() =>
      using({ repository: 'images' }, { environments: { test: environment, prod: environment } }),
    ).not.toThrow();
  });
});

interface Rule {
  readonly name: string;
  readonly pattern: { readonly detail: { readonly group?: readonly unknown[] } };
  readonly length: number;
}

function failureRules({ schedule }: { readonly schedule: Synthesized }): Rule[] {
  return all(schedule, 'aws_cloudwatch_event_rule')
    .filter(({ name }) => /-failed-runs/.test(String(name)))
    .map(({ name, event_pattern: text }) => ({
      name: String(name),
      pattern: JSON.parse(String(text)) as Rule['pattern'],
      length: String(text).replaceAll(
        /\$\{[^}]*\}/g,
        `arn:aws:ecs:us-east-1:${account}:cluster/shared`,
      ).length,
    }));
}

describe('the rule that hears of failed tasks', () => {
  test('names the groups of this project on a shared cluster, and none on its own', () => {
    const [rule, ...others] = failureRules(using({ cluster: 'shared' }));
    expect(others).toEqual([]);
    expect(rule?.pattern.detail.group).toEqual([
      'family:acme-test-nightly',
      'family:acme-test-cheap',
    ]);
    const [own] = failureRules(using(undefined));
    expect(own?.pattern.detail).not.toHaveProperty('group');
  });

  const many = Array.from({ length: 60 }, (_, index): JobConfig => ({
    name: `a-job-with-a-name-of-forty-letters-x-${index + 100}`,
    schedule: 'rate(1 day)',
    alarms: { suspect: false },
  }));

  test('is several where a pattern has no room for all, and each job is in one of them', () => {
    const stacks = using({ cluster: 'shared' }, { jobs: many, dashboard: true });
    const rules = failureRules(stacks);
    expect(rules.map(({ name }) => name).sort()).toEqual([
      'acme-test-failed-runs',
      'acme-test-failed-runs_2',
      'acme-test-failed-runs_3',
    ]);
    expect(rules.flatMap(({ pattern }) => pattern.detail.group).sort()).toEqual(
      many.map(({ name }) => `family:acme-test-${name}`),
    );
    for (const { length } of rules) expect(length).toBeLessThanOrEqual(2048);
    // All of them notify, and are shown.
    expect(all(stacks.schedule, 'aws_cloudwatch_event_target')).toEqual(
      expect.arrayContaining(
        Object.keys(stacks.schedule.resource['aws_cloudwatch_event_rule'] ?? {})
          .filter((address) => address.includes('failures'))
          .map(
            (address) =>
              expect.objectContaining({
                rule: `\${aws_cloudwatch_event_rule.${address}.name}`,
                target_id: 'notify',
              }) as unknown,
          ),
      ),
    );
    const [board] = all(stacks.schedule, 'aws_cloudwatch_dashboard');
    expect(String(board?.['dashboard_body']).match(/TriggeredRules/g)).toHaveLength(3);
  });
});
