import type { Config, EnvironmentConfig } from '../../stacks/config/config';
import { configOf, only, synthesize, type Synthesized } from '../synthesis';

function importing(
  imports: NonNullable<EnvironmentConfig['imports']>,
  shared: Pick<Config, 'encryption'> = {},
) {
  return synthesize(
    configOf(
      {},
      {
        ...shared,
        jobs: [
          { name: 'nightly', schedule: 'rate(1 day)' },
          { name: 'hourly', schedule: 'rate(1 hour)' },
        ],
        environments: { test: { state: { backend: 'local' }, imports } },
      },
    ),
  );
}

/** What Terraform imports, by type of the resource. */
function importsOf(stack: Synthesized): Record<string, string> {
  const blocks = (stack as { import?: { to: string; id: string }[] }).import ?? [];
  for (const { to } of blocks) {
    const [type = '', name = ''] = to.split('.');
    expect(stack.resource[type]?.[name]).toBeDefined();
  }
  return Object.fromEntries(blocks.map(({ to, id }) => [to.split('.')[0] ?? '', id] as const));
}

test('nothing is imported unless config.ts names it', () => {
  for (const stack of Object.values(synthesize(configOf()))) {
    expect(JSON.stringify(stack)).not.toContain('"import"');
  }
});

test('what is imported keeps its name, wherever that stands', () => {
  const { image, task } = importing({
    dataBucket: 'acme-prices',
    repository: 'tools/crawler',
    cluster: 'Batch_1',
    logGroups: { nightly: '/ecs/nightly' },
  });
  expect(importsOf(image)).toEqual({ aws_ecr_repository: 'tools/crawler' });
  expect(only(image, 'aws_ecr_repository')['name']).toBe('tools/crawler');
  expect(importsOf(task)).toEqual({
    aws_s3_bucket: 'acme-prices',
    aws_s3_bucket_server_side_encryption_configuration: 'acme-prices',
    aws_ecs_cluster: 'Batch_1',
    aws_cloudwatch_log_group: '/ecs/nightly',
  });
  expect(only(task, 'aws_s3_bucket')).toMatchObject({
    bucket: 'acme-prices',
    lifecycle: { prevent_destroy: true },
  });
  expect(only(task, 'aws_ecs_cluster')['name']).toBe('Batch_1');
  const groups = Object.values(task.resource['aws_cloudwatch_log_group'] ?? {});
  expect(groups.map(({ name }) => name).sort()).toEqual(['/acme/test/hourly', '/ecs/nightly']);
  // What pulls the image may pull it from there.
  const policies = JSON.stringify(task.resource['aws_iam_role_policy']);
  expect(policies).toContain(':repository/tools/crawler');
  expect(policies).not.toContain('acme-test-crawler');
});

const everything = {
  dataBucket: 'acme-prices',
  repository: 'tools/crawler',
  cluster: 'Batch_1',
  logGroups: { nightly: '/ecs/nightly' },
};

/** What Terraform passes over of each resource. */
function kept(stack: Synthesized, type: string) {
  return Object.values(stack.resource[type] ?? {}).map(
    ({ lifecycle }) => (lifecycle as { ignore_changes?: string[] } | undefined)?.ignore_changes,
  );
}

test('what is imported keeps its encryption', () => {
  const { image, task } = importing(everything);
  expect(kept(image, 'aws_ecr_repository')).toEqual([['encryption_configuration']]);
  expect(kept(task, 'aws_ecs_cluster')).toEqual([['configuration']]);
  expect(kept(task, 'aws_cloudwatch_log_group')).toEqual([undefined, ['kms_key_id']]);
  expect(kept(task, 'aws_s3_bucket_server_side_encryption_configuration')).toEqual([['rule']]);
});

test('what is imported gets the key of the project, but for a repository, whose key never changes', () => {
  const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
  const { image, task } = importing(everything, { encryption: { kmsKeyArn } });
  expect(kept(image, 'aws_ecr_repository')).toEqual([['encryption_configuration']]);
  expect(kept(task, 'aws_cloudwatch_log_group')).toEqual([undefined, undefined]);
  expect(kept(task, 'aws_s3_bucket_server_side_encryption_configuration')).toEqual([undefined]);
});
