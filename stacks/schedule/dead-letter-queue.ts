import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings';
import { policyDocument, type Statement } from '../stack/policy';
import { arnOf, type Surroundings } from './arn';

// The longest that SQS keeps a message: a firing lost over a holiday is still there after it.
const retentionSeconds = 14 * 24 * 60 * 60;
// A policy has 20 statements at most, and 10 conditions in all of them together.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
const mostConditions = 10;

export function deadLetterQueueName({ prefix }: Settings): string {
  return `${prefix}-undelivered`;
}

/** The queue of firings that AWS could not deliver. */
export function deadLetterQueue(scope: Construct, settings: Settings): SqsQueue {
  return new SqsQueue(scope, 'dead-letter-queue', {
    name: deadLetterQueueName(settings),
    messageRetentionSeconds: retentionSeconds,
    ...(settings.encryption === undefined
      ? { sqsManagedSseEnabled: true }
      : { kmsMasterKeyId: settings.encryption.kmsKeyArn }),
  });
}

/**
 * Lets rules send to the queue. Unlike Scheduler, which uses a role, they need the queue's policy to
 * allow it: to each rule, or to all of the project where they are too many or in several stacks.
 *
 * @param rules those of this stack
 * @param elsewhere how many there are in others
 */
export function allowRules(
  scope: Construct,
  queue: SqsQueue,
  {
    rules,
    elsewhere,
  }: { readonly rules: readonly { readonly arn: string }[]; readonly elsewhere: number },
  surroundings: Surroundings,
): void {
  const count = rules.length + elsewhere;
  if (count === 0) return;
  const statement = (Sid: string, Condition: NonNullable<Statement['Condition']>): Statement => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: ['sqs:SendMessage'],
    Resource: [queue.arn],
    Condition,
  });
  const named = elsewhere === 0 && count <= mostConditions;
  const ofProject = arnOf('events', `rule/${surroundings.settings.prefix}-*`, surroundings);
  new SqsQueuePolicy(scope, 'dead-letter-queue-policy', {
    queueUrl: queue.url,
    policy: policyDocument(
      ...(named
        ? rules.map((rule, index) =>
            statement(`Rule${index}`, { ArnEquals: { 'aws:SourceArn': rule.arn } }),
          )
        : [statement('Rules', { ArnLike: { 'aws:SourceArn': ofProject } })]),
    ),
  });
}
