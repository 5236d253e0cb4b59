import { risksOf } from '../../../../cli/plan/risks/risks';
import { changesIn, type ChangeOf } from '../plans';

const now = new Date('2026-11-24T00:00:00Z');
const key = 'arn:aws:kms:us-east-1:123456789012:key/1111';

/** What is found in some changes, as `kind: text`. */
function found(...changes: readonly ChangeOf[]): string[] {
  return risksOf(changesIn('task', ...changes), now).map(({ kind, text }) => `${kind}: ${text}`);
}

const encryption = (sse_algorithm: string, kms_master_key_id = '') => ({
  bucket: 'data',
  rule: [{ apply_server_side_encryption_by_default: [{ sse_algorithm, kms_master_key_id }] }],
});
const container = (definition: object) => ({
  container_definitions: JSON.stringify([{ name: 'job', image: 'a', ...definition }]),
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string | string[]]>([
  [
    'aws_cloudwatch_log_group',
    { kms_key_id: key },
    { kms_key_id: '' },
    `is no longer encrypted with the key \`${key}\``,
  ],
  [
    'aws_s3_bucket_server_side_encryption_configuration',
    encryption('aws:kms', key),
    encryption('AES256'),
    ['is no longer encrypted with the key', 'is encrypted less well: `aws:kms` becomes `AES256`'],
  ],
  [
    'aws_s3_bucket_server_side_encryption_configuration',
    encryption('aws:kms:dsse', key),
    encryption('aws:kms', key),
    'is encrypted less well',
  ],
  [
    'aws_sqs_queue',
    { kms_master_key_id: key },
    { sqs_managed_sse_enabled: true },
    'is no longer encrypted with the key',
  ],
  [
    'aws_sqs_queue',
    { sqs_managed_sse_enabled: true },
    { sqs_managed_sse_enabled: false },
    'is encrypted less well',
  ],
  ['aws_sns_topic', { kms_master_key_id: key }, {}, 'is no longer encrypted with the key'],
  ['aws_sns_topic', { tracing_config: 'Active' }, { tracing_config: 'PassThrough' }, 'traced'],
  [
    'aws_ecr_repository',
    { image_scanning_configuration: [{ scan_on_push: true }] },
    { image_scanning_configuration: [{ scan_on_push: false }] },
    '`image_scanning_configuration[0].scan_on_push` is turned off',
  ],
  [
    'aws_ecr_repository',
    { image_tag_mutability: 'IMMUTABLE' },
    { image_tag_mutability: 'MUTABLE' },
    'a tag may come to mean another image',
  ],
  [
    'aws_ecr_repository',
    { encryption_configuration: [{ encryption_type: 'KMS', kms_key: key }] },
    { encryption_configuration: [{ encryption_type: 'AES256' }] },
    ['is encrypted less well', 'is no longer encrypted with the key'],
  ],
  [
    'aws_dynamodb_table',
    { point_in_time_recovery: [{ enabled: true }] },
    { point_in_time_recovery: [{ enabled: false }] },
    'no earlier state of it can be had back',
  ],
  [
    'aws_dynamodb_table',
    { deletion_protection_enabled: true },
    { deletion_protection_enabled: false },
    'it may be deleted',
  ],
  ['aws_lb', { enable_deletion_protection: true }, {}, 'it may be deleted'],
  [
    'aws_sfn_state_machine',
    { tracing_configuration: [{ enabled: true }] },
    { tracing_configuration: [{ enabled: false }] },
    'it is no longer traced',
  ],
  [
    'aws_sfn_state_machine',
    { logging_configuration: [{ level: 'ALL' }] },
    { logging_configuration: [{ level: 'OFF' }] },
    'logs less',
  ],
  [
    'aws_sfn_state_machine',
    { encryption_configuration: [{ type: 'CUSTOMER_MANAGED_KMS_KEY', kms_key_id: key }] },
    { encryption_configuration: [] },
    ['is no longer encrypted with the key', 'is encrypted less well'],
  ],
  ['aws_scheduler_schedule', { kms_key_arn: key }, {}, 'is no longer encrypted with the key'],
  [
    'aws_ecs_cluster',
    { configuration: [{ managed_storage_configuration: [{ kms_key_id: key }] }] },
    { configuration: [] },
    'is no longer encrypted with the key',
  ],
  [
    'aws_ecs_cluster',
    { setting: [{ name: 'containerInsights', value: 'enhanced' }] },
    { setting: [{ name: 'containerInsights', value: 'enabled' }] },
    'measures less',
  ],
  [
    'aws_ecs_task_definition',
    container({ readonlyRootFilesystem: true }),
    container({}),
    'the container may write to its own files',
  ],
  [
    'aws_ecs_task_definition',
    container({ linuxParameters: { capabilities: { drop: ['ALL'] } } }),
    container({ linuxParameters: { capabilities: { drop: ['NET_RAW'] } } }),
    'the container keeps capabilities that were dropped',
  ],
  [
    'aws_ecs_task_definition',
    { volume: [{ name: 'a', efs_volume_configuration: [{ transit_encryption: 'ENABLED' }] }] },
    { volume: [{ name: 'a', efs_volume_configuration: [{ transit_encryption: 'DISABLED' }] }] },
    'is no longer encrypted on the way',
  ],
  [
    'aws_s3_bucket_ownership_controls',
    { rule: [{ object_ownership: 'BucketOwnerEnforced' }] },
    { rule: [{ object_ownership: 'ObjectWriter' }] },
    'lists of access count again',
  ],
  ['aws_flow_log', { traffic_type: 'ALL' }, { traffic_type: 'REJECT' }, 'logs less of the traffic'],
  ['aws_kms_key', { enable_key_rotation: true }, {}, 'the key stays the same for ever'],
  [
    'aws_secretsmanager_secret',
    { recovery_window_in_days: 30 },
    { recovery_window_in_days: 7 },
    'can be had back for a shorter time: `recovery_window_in_days` becomes 7, not 30',
  ],
  ['aws_ssm_parameter', { type: 'SecureString' }, { type: 'String' }, 'no longer encrypted'],
  [
    'aws_db_instance',
    { backup_retention_period: 7 },
    { backup_retention_period: 1 },
    'has backups for a shorter time: `backup_retention_period` becomes 1, not 7',
  ],
  [
    'aws_s3_bucket_versioning',
    { versioning_configuration: [{ status: 'Enabled', mfa_delete: 'Enabled' }] },
    { versioning_configuration: [{ status: 'Enabled', mfa_delete: 'Disabled' }] },
    'versions may be deleted without a second factor',
  ],
  [
    'aws_s3_bucket_object_lock_configuration',
    { rule: [{ default_retention: [{ days: 30 }] }] },
    { rule: [{ default_retention: [{ days: 7 }] }] },
    'objects may be deleted earlier',
  ],
  [
    'aws_s3_bucket_object_lock_configuration',
    { rule: [{ default_retention: [{ mode: 'COMPLIANCE' }] }] },
    { rule: [{ default_retention: [{ mode: 'GOVERNANCE' }] }] },
    'objects may be deleted by who may bypass it',
  ],
  [
    'aws_ecs_task_definition',
    container({}),
    container({ privileged: true }),
    'the container has the rights of its host',
  ],
  [
    'aws_lb',
    { access_logs: [{ enabled: true }] },
    { access_logs: [{ enabled: false }] },
    'it no longer logs',
  ],
  [
    'aws_s3_bucket_logging',
    { bucket: 'data', target_bucket: 'logs' },
    { bucket: 'data' },
    'no longer logs to `logs`',
  ],
  [
    'aws_cloudwatch_metric_alarm',
    { actions_enabled: true },
    { actions_enabled: false },
    'the alarm tells nobody',
  ],
])('protection gets weaker: %s %j', (type, before, after, texts) => {
  const address = `${type}.x`;
  expect(found({ address, before, after })).toEqual(
    [texts].flat().map((text): unknown => expect.stringContaining(text)),
  );
  const risks = risksOf(changesIn('task', { address, before, after }), now);
  expect(new Set(risks.map(({ kind }) => kind))).toEqual(new Set(['protection-weakened']));
  expect(found({ address, before: after, after: before })).toEqual([]);
});

test('messages that are kept for a shorter time are lost', () => {
  const kept = (message_retention_seconds: number) => ({ message_retention_seconds });
  expect(found({ address: 'aws_sqs_queue.x', before: kept(1_209_600), after: kept(60) })).toEqual([
    expect.stringMatching(/^data-loss: is kept for a shorter time/),
  ]);
});

test('what can be reached from the internet from now on is opened', () => {
  const reached = (publicly_accessible: boolean) => ({ publicly_accessible });
  const address = 'aws_db_instance.x';
  expect(found({ address, before: reached(false), after: reached(true) })).toEqual([
    'network-opened: can be reached from the internet',
  ]);
});

test('another key is another, unless it is spelled otherwise or was one of AWS', () => {
  const change = (before: string, after: string) =>
    found({
      address: 'aws_cloudwatch_log_group.x',
      before: { kms_key_id: before },
      after: { kms_key_id: after },
    });
  expect(change(key, key.replace('1111', '2222'))).toEqual([
    expect.stringContaining('is encrypted with another key'),
  ]);
  expect(change('1111', key)).toEqual([]);
  expect(change('alias/aws/sqs', key)).toEqual([]);
});

test('a queue that gets a key of its own needs that of SQS no longer', () => {
  expect(
    found({
      address: 'aws_sqs_queue.x',
      before: { sqs_managed_sse_enabled: true },
      after: { sqs_managed_sse_enabled: false, kms_master_key_id: key },
    }),
  ).toEqual([]);
});

test('what an import would change is said as well', () => {
  expect(
    found({
      address: 'aws_cloudwatch_log_group.x',
      imported: true,
      before: { name: 'a', kms_key_id: key },
      after: { name: 'a' },
    }),
  ).toEqual([expect.stringContaining('is no longer encrypted with the key')]);
});

test('a value that is not known yet cannot be compared', () => {
  expect(
    found({
      address: 'aws_cloudwatch_log_group.x',
      before: { kms_key_id: key },
      after: {},
      unknown: { kms_key_id: true },
    }),
  ).toEqual([
    `protection-weakened: \`kms_key_id\` is known only after apply: it cannot be compared with \`${key}\``,
  ]);
});

test('a setting that goes leaves its bucket to the default; with the bucket it does not matter', () => {
  const setting = {
    address: 'aws_s3_bucket_server_side_encryption_configuration.x',
    before: encryption('aws:kms', key),
  };
  expect(found(setting)).toContainEqual(
    expect.stringContaining('is no longer encrypted with the key'),
  );
  const bucket = { address: 'aws_s3_bucket.x', before: { bucket: 'data' } };
  expect(found(setting, bucket).join()).not.toContain('protection-weakened');
});

test('a container that goes had nothing left to protect', () => {
  expect(
    found({
      address: 'aws_ecs_task_definition.x',
      before: {
        container_definitions: JSON.stringify([
          { name: 'job', image: 'a' },
          { name: 'side', image: 'b', readonlyRootFilesystem: true },
        ]),
      },
      after: container({}),
      replacedFor: ['container_definitions'],
    }),
  ).toEqual([]);
});

test.each([
  ['expiration', 'days'],
  ['noncurrent_version_expiration', 'noncurrent_days'],
])('fewer days of a rule delete what is older: %s', (action, days) => {
  const ruleOf = (count: number) => ({ rule: [{ id: 'raw', [action]: [{ [days]: count }] }] });
  const change = (before: number, after: number): ChangeOf => ({
    address: 'aws_s3_bucket_lifecycle_configuration.x',
    before: ruleOf(before),
    after: ruleOf(after),
  });
  expect(found(change(90, 7))).toEqual([
    expect.stringMatching(
      new RegExp(`^data-loss: .*${days}\` becomes 7, not 90: what is older would be deleted$`),
    ),
  ]);
  expect(found(change(7, 90))).toEqual([]);
});
