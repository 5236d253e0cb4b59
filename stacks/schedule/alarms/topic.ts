import type { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import type { Construct } from 'constructs';
import type { AlarmSettings } from '../../settings/settings';
import { policyDocument, type Statement } from '../../stack/policy';
import type { Surroundings } from '../arn';

export interface AlarmTopicProps extends Surroundings {
  readonly alarms: AlarmSettings;
  /** The rule that publishes to it. */
  readonly rule: CloudwatchEventRule;
}

/**
 * The topic that notifications go to, and who may publish to it. Not encrypted: CloudWatch and
 * EventBridge cannot use the key that AWS manages, and one of one's own costs a dollar a month.
 */
export function alarmTopic(scope: Construct, props: AlarmTopicProps): SnsTopic {
  const { settings, alarms, caller, rule } = props;
  const topic = new SnsTopic(scope, 'topic', { name: `${settings.prefix}-alarms` });
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
