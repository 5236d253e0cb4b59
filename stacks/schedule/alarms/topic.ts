import type { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { SnsTopic, type SnsTopicConfig } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import type { Construct } from 'constructs';
import type { AlarmSettings, Settings } from '../../settings/settings';
import { policyDocument, type Statement } from '../../stack/policy';
import type { Surroundings } from '../arn';

export interface AlarmTopicProps extends Surroundings {
  readonly alarms: AlarmSettings;
  /** The rule that publishes to it. */
  readonly rule: CloudwatchEventRule;
}

/**
 * The topic that notifications go to, and who may publish to it. Encrypted only by a key of one's own,
 * which costs a dollar a month: CloudWatch and EventBridge cannot use the one that AWS manages.
 */
export function alarmTopic(scope: Construct, props: AlarmTopicProps): SnsTopic {
  const { settings, alarms, caller, rule } = props;
  const topic = new SnsTopic(scope, 'topic', {
    name: `${settings.prefix}-alarms`,
    ...encryptedTopic(settings),
  });
  const publish = (
    Sid: string,
    service: string,
    Condition: NonNullable<Statement['Condition']>,
  ): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: ['sns:Publish'],
    Resource: [topic.arn],
    Condition,
  });
  const inAccount = { StringEquals: { 'aws:SourceAccount': caller.accountId } };
  new SnsTopicPolicy(scope, 'topic-policy', {
    arn: topic.arn,
    policy: policyDocument(
      publish('Failures', 'events.amazonaws.com', {
        ArnEquals: { 'aws:SourceArn': rule.arn },
      }),
      publish('Alarms', 'cloudwatch.amazonaws.com', inAccount),
      ...(alarms.monthlyBudgetUsd === undefined
        ? []
        : [publish('Budget', 'budgets.amazonaws.com', inAccount)]),
    ),
  });
  return topic;
}

/** What a topic says of the project's key, if there is one. */
export function encryptedTopic({ encryption }: Settings): Pick<SnsTopicConfig, 'kmsMasterKeyId'> {
  return encryption === undefined ? {} : { kmsMasterKeyId: encryption.kmsKeyArn };
}
