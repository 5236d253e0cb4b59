import type { Config } from '../../stacks/config/config';
import { keyPolicy } from '../../stacks/key-policy';
import { loadSettings } from '../../stacks/settings/load-settings';
import { configOf, synthesize } from '../synthesis';

const account = '123456789012';
const kmsKeyArn = 'arn:aws:kms:us-east-1:999999999999:key/1234abcd';

function policyOf(part: Partial<Config> = {}, job = {}) {
  const config = configOf(job, { encryption: { kmsKeyArn }, ...part });
  return keyPolicy(loadSettings(config, { FARGATE_CRON_ENV: 'test' }), account);
}

test('a key lets in the account, by its own policies, ECR’s grants and the log groups', () => {
  expect(policyOf({ history: false })).toEqual([
    {
      Sid: 'AcmeTestRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'],
      Resource: '*',
    },
    {
      Sid: 'AcmeTestImages',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: ['kms:CreateGrant', 'kms:RetireGrant'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': ['ecr.us-east-1.amazonaws.com'] } },
    },
    {
      Sid: 'AcmeTestLogs',
      Effect: 'Allow',
      Principal: { Service: 'logs.us-east-1.amazonaws.com' },
      Action: [
        'kms:Decrypt*',
        'kms:Describe*',
        'kms:Encrypt*',
        'kms:GenerateDataKey*',
        'kms:ReEncrypt*',
      ],
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': [
            `arn:aws:logs:us-east-1:${account}:log-group:/acme/test/*`,
          ],
        },
      },
    },
  ]);
});

test('services that publish without a role are let in for the queue and the topics', () => {
  const config: Partial<Config> = { alarms: { email: 'jobs@example.com', monthlyBudgetUsd: 5 } };
  const found = policyOf(config).map(({ Sid, Principal, Condition }) => [
    Sid,
    Principal,
    Condition,
  ]);
  const topics = ['alarms', 'starts'].map(
    (name) => `arn:aws:sns:us-east-1:${account}:acme-test-${name}`,
  );
  const ofTopics = { StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topics } };
  expect(found.slice(3)).toEqual([
    [
      'AcmeTestQueue',
      { Service: 'events.amazonaws.com' },
      {
        StringEquals: {
          'kms:EncryptionContext:aws:sqs:arn': `arn:aws:sqs:us-east-1:${account}:acme-test-undelivered`,
        },
      },
    ],
    ['AcmeTestEvents', { Service: 'events.amazonaws.com' }, ofTopics],
    ['AcmeTestCloudwatch', { Service: 'cloudwatch.amazonaws.com' }, ofTopics],
    ['AcmeTestBudgets', { Service: 'budgets.amazonaws.com' }, ofTopics],
  ]);
  // They are the topics that the stack makes.
  const { resource } = synthesize(configOf({}, { ...config, encryption: { kmsKeyArn } })).schedule;
  const names = Object.values(resource['aws_sns_topic'] ?? {}).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['acme-test-alarms', 'acme-test-starts']);
});

test('a rule sends to the queue without alarms, too, and only where there are images has ECR grants', () => {
  const sids = (part: Partial<Config>, job: object) => policyOf(part, job).map(({ Sid }) => Sid);
  const all = ['AcmeTestRoles', 'AcmeTestLogs', 'AcmeTestQueue'];
  const image = 'ghcr.io/acme/report:1';
  expect(sids({ history: false }, { trigger: 'rule', image })).toEqual(all);
  // The rules of the history do, too.
  expect(sids({}, { image })).toEqual(all);
});

test('of a repository that others keep ECR has its grants already', () => {
  const sids = policyOf({ existing: { repository: 'images' } }).map(({ Sid }) => Sid);
  expect(sids).not.toContain('AcmeTestImages');
});

test('names of one’s own are let in, and in China the services that have others there', () => {
  const policy = policyOf({
    region: 'cn-north-1',
    encryption: { kmsKeyArn: 'arn:aws-cn:kms:cn-north-1:999999999999:key/1234abcd' },
    alarms: { topicArn: `arn:aws-cn:sns:cn-north-1:${account}:on-call` },
    environments: {
      test: {
        state: { backend: 'local' },
        imports: { logGroups: { nightly: '/old/nightly' } },
      },
    },
  });
  const text = JSON.stringify(policy);
  expect(text).not.toContain('arn:aws:');
  expect(text).toContain(`arn:aws-cn:logs:cn-north-1:${account}:log-group:/old/nightly`);
  expect(text).toContain(`arn:aws-cn:sns:cn-north-1:${account}:on-call`);
  expect(text).toContain('"logs.cn-north-1.amazonaws.com.cn"');
});

test('where executions are logged, their groups and what delivers to them are let in', () => {
  const policy = policyOf({ logs: { executions: 'ERROR' } });
  expect(JSON.stringify(policy)).toContain(
    `"arn:aws:logs:us-east-1:${account}:log-group:/aws/vendedlogs/states/acme-test*"`,
  );
  expect(policy).toContainEqual({
    Sid: 'AcmeTestLogDelivery',
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: ['kms:Decrypt'],
    Resource: '*',
    Condition: {
      StringEquals: {
        'kms:EncryptionContext:SourceArn': `arn:aws:logs:us-east-1:${account}:*`,
      },
    },
  });
});
