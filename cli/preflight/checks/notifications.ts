import {
  paginateListSubscriptionsByTopic,
  SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';
import { readOutputs } from '../../deployed/outputs';
import type { Finding } from '../finding';

/** Whether somebody hears of a failure: the alarm topic has subscriptions, and each is confirmed. */
export async function checkNotifications(settings: Settings): Promise<Finding[]> {
  if (settings.alarms === undefined) return [];
  return checkSubscriptions(
    settings,
    (await readOutputs(settings, 'schedule')).string('alarm_topic_arn'),
  );
}

export async function checkSubscriptions(settings: Settings, TopicArn: string): Promise<Finding[]> {
  // Deployed before there were alarms in config.ts.
  if (TopicArn === '') {
    return [{ result: 'failed', detail: 'there is no alarm topic yet: deploy the stack schedule' }];
  }
  // A topic of the user's own may lie in another region.
  const [, , , region = settings.region] = TopicArn.split(':');
  const client = new SNSClient(awsClient({ ...settings, region }));
  const found: Subscription[] = [];
  for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic(
    { client },
    { TopicArn },
  )) {
    found.push(...Subscriptions);
  }
  if (found.length === 0) {
    return [{ result: 'failed', detail: `${TopicArn} has no subscription: nobody is notified` }];
  }
  // SNS says so in place of an ARN.
  // https://docs.aws.amazon.com/sns/latest/api/API_Subscription.html
  return found.map(({ SubscriptionArn, Endpoint = '' }) =>
    SubscriptionArn === 'PendingConfirmation'
      ? {
          result: 'failed',
          detail: `${Endpoint} has not confirmed its subscription and is not notified: open the link in the e-mail of AWS Notifications, or subscribe it again`,
        }
      : { result: 'ok', detail: `${Endpoint} is notified` },
  );
}
