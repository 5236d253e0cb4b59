import { viaServices } from '../rules/kms-key';
import type { Settings } from '../settings/settings';
import type { Statement } from './policy';

type Key = Pick<Settings, 'encryption' | 'region'>;

/** What a role does with the project's key. */
interface Use {
  readonly actions: readonly ('kms:Decrypt' | 'kms:GenerateDataKey')[];
  /**
   * The service that asks for the key in the role's name, `s3`; nothing for one that takes the role
   * itself, in whose calls KMS sees no service.
   */
  readonly via?: 's3' | 'sns' | 'sqs';
  /** What the service says to KMS of what it encrypts. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

const readAndWrite = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;

/**
 * To read, or to write as well, what lies in a bucket.
 *
 * @param folder what the keys of the project's objects begin with
 */
export function useKeyForBucket(
  key: Key,
  bucketArn: string,
  access: 'read' | 'write',
  folder = '',
): Statement[] {
  return useKey(key, 'UseKeyOfData', {
    actions: access === 'write' ? readAndWrite : ['kms:Decrypt'],
    via: 's3',
    // A key of the bucket's, which is asked for less often, and before there was one the object's.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html
    context: { 'aws:s3:arn': [bucketArn, `${bucketArn}/${folder}*`] },
  });
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
export function useKeyToSend(key: Key, queueArn: string): Statement[] {
  return useKey(key, 'UseKeyOfQueue', {
    actions: readAndWrite,
    via: 'sqs',
    context: { 'aws:sqs:arn': [queueArn] },
  });
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
export function useKeyToPublish(key: Key, topicArn: string): Statement[] {
  return useKey(key, 'UseKeyOfTopic', {
    actions: readAndWrite,
    via: 'sns',
    context: { 'aws:sns:topicArn': [topicArn] },
  });
}

/**
 * For the role of a schedule: Scheduler reads what the target is sent.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html
 */
export function useKeyOfSchedules(key: Key, scheduleArns: readonly string[]): Statement[] {
  return useKey(key, 'UseKeyOfSchedule', {
    actions: ['kms:Decrypt'],
    context: { 'aws:scheduler:schedule:arn': scheduleArns },
  });
}

/**
 * For the role of a state machine, to run it. With a condition on the service its executions could not
 * begin.
 * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 */
export function useKeyOfExecutions(key: Key, machineArns: readonly string[]): Statement[] {
  return useKey(key, 'UseKeyOfExecutions', {
    actions: readAndWrite,
    context: { 'aws:states:stateMachineArn': machineArns },
  });
}

/** To read what became of executions of other state machines. */
export function useKeyOfEndedExecutions(key: Key, machineArns: readonly string[]): Statement[] {
  return useKey(key, 'UseKeyOfEndedExecutions', {
    actions: ['kms:Decrypt'],
    context: { 'aws:states:stateMachineArn': machineArns },
  });
}

/**
 * For the role of a state machine with a key, whose events are encrypted on their way to the log, too.
 * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
 *
 * @param logsArn of all that CloudWatch Logs has in the region
 */
export function useKeyOfLogDelivery(key: Key, logsArn: string): Statement[] {
  return useKey(key, 'UseKeyOfLogDelivery', {
    actions: ['kms:GenerateDataKey'],
    context: { SourceArn: [logsArn] },
  });
}

function useKey(
  { encryption, region }: Key,
  Sid: string,
  { actions, via, context }: Use,
): Statement[] {
  if (encryption === undefined) return [];
  return [
    {
      Sid,
      Effect: 'Allow',
      Action: actions,
      Resource: [encryption.kmsKeyArn],
      Condition: {
        StringLike: {
          ...(via !== undefined && { 'kms:ViaService': viaServices(via, region) }),
          ...Object.fromEntries(
            Object.entries(context).map(([name, values]) => [
              `kms:EncryptionContext:${name}`,
              values,
            ]),
          ),
        },
      },
    },
  ];
}
