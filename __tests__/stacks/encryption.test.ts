import type { Config, JobConfig } from '../../stacks/config/config';
import type { Call } from '../../stacks/testing/permissions';
import '../../stacks/testing/matchers';
import { Prediction } from '../../stacks/testing/prediction';
import { configOf, only, synthesize, type Synthesized } from '../synthesis';

const account = '123456789012';
const kmsKeyArn = `arn:aws:kms:us-east-1:${account}:key/1234abcd`;
const report = { schedule: 'rate(1 day)', image: 'ghcr.io/acme/report:1' };
const jobs: JobConfig[] = [
  { name: 'nightly', schedule: 'rate(1 day)' },
  { name: 'machine', schedule: 'rate(1 day)', retries: 1 },
  { name: 'wide', schedule: 'rate(1 day)', fanOut: { symbolsPerTask: 10 } },
  { name: 'hourly', schedule: 'rate(1 hour)', trigger: 'rule' },
  // No alarm can see that its runs are missing, so that they are watched.
  { ...report, name: 'weekly', schedule: 'rate(9 days)' },
  { ...report, name: 'reader', data: 'read' },
  { ...report, name: 'apart', data: false },
];
const whole: Partial<Config> = {
  network: { flowLogs: {} },
  alarms: { email: 'jobs@example.com' },
  jobs,
};
const encrypted = synthesize(configOf({}, { ...whole, encryption: { kmsKeyArn } }));
const prediction = new Prediction(encrypted);

function all(type: string, stacks: Record<string, Synthesized> = encrypted) {
  return Object.values(stacks).flatMap(({ resource }) => Object.values(resource[type] ?? {}));
}

test.each<[string, object]>([
  ['aws_cloudwatch_log_group', { kms_key_id: kmsKeyArn }],
  [
    'aws_ecr_repository',
    {
      encryption_configuration: [{ encryption_type: 'KMS', kms_key: kmsKeyArn }],
      lifecycle: { ignore_changes: ['encryption_configuration'] },
    },
  ],
  [
    'aws_s3_bucket_server_side_encryption_configuration',
    {
      rule: [
        {
          apply_server_side_encryption_by_default: {
            sse_algorithm: 'aws:kms',
            kms_master_key_id: kmsKeyArn,
          },
          bucket_key_enabled: true,
        },
      ],
    },
  ],
  ['aws_scheduler_schedule', { kms_key_arn: kmsKeyArn }],
  [
    'aws_sfn_state_machine',
    {
      encryption_configuration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kms_key_id: kmsKeyArn,
        kms_data_key_reuse_period_seconds: 300,
      },
    },
  ],
  ['aws_sns_topic', { kms_master_key_id: kmsKeyArn }],
  ['aws_sqs_queue', { kms_master_key_id: kmsKeyArn }],
])('the key encrypts every %s', (type, encryption) => {
  const found = all(type);
  expect(found).not.toEqual([]);
  for (const resource of found) expect(resource).toMatchObject(encryption);
});

test('a queue has one kind of encryption', () => {
  expect(only(encrypted.schedule, 'aws_sqs_queue')).not.toHaveProperty('sqs_managed_sse_enabled');
});

test('without a key nothing asks KMS for anything', () => {
  expect(JSON.stringify(Object.values(synthesize(configOf({}, whole))))).not.toMatch(/kms/i);
});

test('an environment has a key of its own', () => {
  const { environments } = configOf();
  const other = kmsKeyArn.replace('1234abcd', 'other');
  const { schedule } = synthesize(
    configOf(
      {},
      {
        encryption: { kmsKeyArn },
        environments: {
          test: {
            ...environments['test'],
            state: { backend: 'local' },
            encryption: { kmsKeyArn: other },
          },
        },
      },
    ),
  );
  expect(only(schedule, 'aws_sqs_queue')).toMatchObject({ kms_master_key_id: other });
});

const bucket = `arn:aws:s3:::acme-test-data-${account}`;
const regional = (service: string, rest: string): string =>
  `arn:aws:${service}:us-east-1:${account}:${rest}`;
const machineArn = (name: string): string => regional('states', `stateMachine:acme-test${name}`);

/** What KMS is asked in a role's name. */
function use(action: 'Decrypt' | 'GenerateDataKey', context: Call['context'] = {}): Call {
  return { action: `kms:${action}`, resource: kmsKeyArn, context };
}

function through(service: string, name: string, value: string): Call['context'] {
  return {
    'kms:ViaService': `${service}.us-east-1.amazonaws.com`,
    [`kms:EncryptionContext:${name}`]: value,
  };
}

const data = through('s3', 'aws:s3:arn', bucket);
const queue = through('sqs', 'aws:sqs:arn', regional('sqs', 'acme-test-undelivered'));
const topic = through('sns', 'aws:sns:topicArn', regional('sns', 'acme-test-alarms'));
const payload = (schedule: string): Call['context'] => ({
  'kms:EncryptionContext:aws:scheduler:schedule:arn': regional(
    'scheduler',
    `schedule/acme-test/${schedule}`,
  ),
});
const executions = (name: string): Call['context'] => ({
  'kms:EncryptionContext:aws:states:stateMachineArn': machineArn(name),
});
const both = (context: Call['context']): Call[] => [
  use('Decrypt', context),
  use('GenerateDataKey', context),
];

const duties: Readonly<Record<string, { must: Call[]; mustNot: Call[] }>> = {
  '-nightly-task': {
    must: [
      ...both(data),
      // Of objects that are older than the bucket's key.
      use('Decrypt', through('s3', 'aws:s3:arn', `${bucket}/bars/v1/data.parquet`)),
    ],
    mustNot: [...both(queue), ...both(topic), ...both(executions('-machine'))],
  },
  '-reader-task': { must: [use('Decrypt', data)], mustNot: [use('GenerateDataKey', data)] },
  '-apart-task': { must: [], mustNot: both(data) },
  // ECR decrypts images by grants, and CloudWatch Logs by the key's policy.
  '-nightly-execution': {
    must: [],
    mustNot: [...both(data), use('Decrypt', through('ecr', 'aws:ecr:arn', 'x'))],
  },
  '-nightly-schedule': {
    must: [...both(queue), use('Decrypt', payload('nightly'))],
    mustNot: [
      use('Decrypt', payload('machine')),
      use('GenerateDataKey', payload('nightly')),
      ...both(data),
      ...both(topic),
    ],
  },
  // What a rule cannot deliver it sends to the queue by itself.
  '-hourly-schedule': { must: [], mustNot: [...both(queue), ...both(data)] },
  '-machine-machine': {
    must: [...both(executions('-machine')), ...both(data)],
    mustNot: [
      ...both(executions('-wide')),
      ...both(executions('-machine/batches')),
      ...both(topic),
      ...both(queue),
    ],
  },
  '-wide-machine': {
    must: both(executions('-wide/batches')),
    mustNot: both(executions('_notify')),
  },
  '_notify-machine': {
    must: [
      ...both(executions('_notify')),
      ...both(topic),
      use('Decrypt', executions('-machine')),
      use('Decrypt', executions('_watch')),
    ],
    mustNot: [use('GenerateDataKey', executions('-machine')), ...both(data), ...both(queue)],
  },
  '_notify-rule': { must: [], mustNot: [...both(topic), ...both(executions('_notify'))] },
  '_watch-machine': {
    must: [...both(executions('_watch')), ...both(topic)],
    mustNot: [...both(executions('-machine')), ...both(data)],
  },
  '_watch-schedule': {
    must: [...both(queue), use('Decrypt', payload('weekly_watch'))],
    mustNot: [use('Decrypt', payload('weekly')), ...both(topic)],
  },
};

test.each(Object.entries(duties))(
  'the role acme-test%s uses the key for what it does, and for nothing else',
  async (name, { must, mustNot }) => {
    const role = prediction.role(`acme-test${name}`);
    for (const call of must) {
      await expect(role).toAllow(call);
      await expect(role).toDeny({ ...call, resource: kmsKeyArn.replace('1234abcd', 'other') });
      for (const missing of Object.keys(call.context ?? {})) {
        const context = { ...call.context, [missing]: 'other' };
        await expect(role).toDeny({ ...call, context });
      }
    }
    for (const call of mustNot) await expect(role).toDeny(call);
  },
);

test('a role that publishes to a topic of another account uses the key for it', async () => {
  const topicArn = 'arn:aws:sns:us-east-1:210987654321:on-call';
  const stacks = synthesize(
    configOf(
      {},
      {
        encryption: { kmsKeyArn },
        alarms: { topicArn },
        environments: { test: { state: { backend: 'local' }, accountId: account } },
      },
    ),
  );
  const role = new Prediction(stacks).role('acme-test_notify-topic');
  for (const call of both(through('sns', 'aws:sns:topicArn', topicArn))) {
    await expect(role).toAllow(call);
  }
  for (const call of both(topic)) await expect(role).toDeny(call);
});

test('the notifier reads of every execution whose end it sees what its event lacks', async () => {
  const role = prediction.role('acme-test_notify-machine');
  for (const name of ['-machine', '-wide', '_watch']) {
    await expect(role).toAllow({
      action: 'states:DescribeExecution',
      resource: regional('states', `execution:acme-test${name}:x`),
    });
  }
  await expect(role).toDeny({
    action: 'states:DescribeExecution',
    resource: regional('states', 'execution:rival-test-machine:x'),
  });
});

test('in China services go by both names that they have there', () => {
  const { task } = synthesize(
    configOf(
      {},
      {
        region: 'cn-north-1',
        encryption: { kmsKeyArn: `arn:aws-cn:kms:cn-north-1:${account}:key/1234abcd` },
      },
    ),
  );
  const policies = Object.values(task.resource['aws_iam_role_policy'] ?? {});
  expect(policies.map(({ policy }) => String(policy)).join('\n')).toContain(
    '"kms:ViaService":["s3.cn-north-1.amazonaws.com","s3.cn-north-1.amazonaws.com.cn"]',
  );
});
