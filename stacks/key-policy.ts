import { arnOf, type Surroundings } from './rules/arns';
import { viaServices } from './rules/kms-key';
import { executionLogsFolder } from './rules/execution-logs';
import { dnsSuffixOf, partitionOf } from './rules/partition';
import { deadLetterQueueName } from './schedule/dead-letter-queue';
import { imagesOf } from './settings/images';
import type { Settings } from './settings/settings';
import type { Statement } from './stack/policy';

/** A statement of a key's policy, which is on that key. */
type KeyStatement = Omit<Statement, 'Principal' | 'Resource'> & {
  readonly Principal: { readonly AWS: string } | { readonly Service: string };
  readonly Resource: '*';
};

/**
 * What the policy of the project's key must allow, whosever account the key is in. Roles have their
 * share by their own policies, and services that use no role by the name of what they encrypt.
 *
 * @param accountId the account of the project
 */
export function keyPolicy(settings: Settings, accountId: string): KeyStatement[] {
  const { prefix, region, alarms, history, jobs, logs } = settings;
  const partition = partitionOf(region);
  const surroundings = { accountId, region, partition };
  // The statements of several projects stand in one policy, and each has a name of its own.
  const sid = (what: string) =>
    `${prefix}-${what}`.replaceAll(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase());
  const allow = (
    what: string,
    Principal: KeyStatement['Principal'],
    Action: readonly string[],
    Condition?: Statement['Condition'],
  ): KeyStatement => ({
    Sid: sid(what),
    Effect: 'Allow',
    Principal,
    Action,
    Resource: '*',
    ...(Condition !== undefined && { Condition }),
  });
  const account = { AWS: `arn:${partition}:iam::${accountId}:root` };
  const topics = topicArns(settings, surroundings);
  const publishers = [
    'events',
    'cloudwatch',
    ...(alarms?.monthlyBudgetUsd === undefined ? [] : ['budgets']),
  ];
  return [
    // What its own policies let the roles of the account, and those who deploy and read.
    allow('roles', account, ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey']),
    // https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
    ...(imagesOf(settings).length === 0 || settings.existing.repository !== undefined
      ? []
      : [
          allow('images', account, ['kms:CreateGrant', 'kms:RetireGrant'], {
            StringEquals: { 'kms:ViaService': viaServices('ecr', region) },
          }),
        ]),
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    allow(
      'logs',
      { Service: `logs.${region}.${dnsSuffixOf(region)}` },
      ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArns(settings, surroundings) } },
    ),
    // What encrypts executions encrypts their events on the way to a log group.
    // https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    ...(logs.executions === undefined
      ? []
      : [
          allow('log-delivery', { Service: 'delivery.logs.amazonaws.com' }, ['kms:Decrypt'], {
            StringEquals: {
              'kms:EncryptionContext:SourceArn': `arn:${partition}:logs:${region}:${accountId}:*`,
            },
          }),
        ]),
    // Rules send to the queue by themselves, without a role.
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    ...([alarms, history].every((rules) => rules === undefined) &&
    jobs.every(({ trigger }) => trigger === 'scheduler')
      ? []
      : [
          allow(
            'queue',
            { Service: 'events.amazonaws.com' },
            ['kms:Decrypt', 'kms:GenerateDataKey'],
            {
              StringEquals: {
                'kms:EncryptionContext:aws:sqs:arn': arnOf(
                  'aws_sqs_queue',
                  { name: deadLetterQueueName(settings) },
                  surroundings,
                ),
              },
            },
          ),
        ]),
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    ...(alarms === undefined ? [] : publishers).map((service) =>
      allow(
        service,
        { Service: `${service}.amazonaws.com` },
        ['kms:Decrypt', 'kms:GenerateDataKey*'],
        {
          StringEquals: { 'kms:EncryptionContext:aws:sns:topicArn': topics },
        },
      ),
    ),
  ];
}

function logGroupArns(settings: Settings, surroundings: Surroundings): string[] {
  const { prefix, logGroupPath, imports, logs } = settings;
  return [
    `${logGroupPath}/*`,
    ...(logs.executions === undefined ? [] : [`${executionLogsFolder}${prefix}*`]),
    ...Object.values(imports.logGroups),
  ].map((name) => arnOf('aws_cloudwatch_log_group', { name }, surroundings));
}

function topicArns({ prefix, alarms }: Settings, surroundings: Surroundings): string[] {
  const own = ['alarms', 'starts'].map((name) =>
    arnOf('aws_sns_topic', { name: `${prefix}-${name}` }, surroundings),
  );
  return alarms?.topicArn === undefined ? own : [...own, alarms.topicArn];
}
