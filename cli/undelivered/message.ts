import type { Message } from '@aws-sdk/client-sqs';
import { alarmRuleNames } from '../../stacks/rules/alarm-rules';
import { historyRules } from '../../stacks/rules/history-name';
import { watchedJob } from '../../stacks/rules/missed-runs';
import type { Settings } from '../../stacks/settings/settings';
import { inSeconds, momentOf } from '../terminal/moment';

/** Something that EventBridge could not deliver. */
export interface Undelivered {
  /** Of the message. */
  readonly id: string;
  /**
   * A firing of a job, a look for a missing run, a notification of a failed run, the end of a run for the
   * history, or anything else.
   */
  readonly kind: 'run' | 'watch' | 'notification' | 'history' | 'unknown';
  readonly job: string | null;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string | null;
  /** What the target answered. */
  readonly error: string;
  /** How often it was tried again. */
  readonly retries: number | null;
  /** Since when it is in the queue. */
  readonly sentAt: string | null;
}

/**
 * Reads a message of the dead-letter queue. Scheduler and rules say in its attributes who sent it and why
 * it was not delivered; Scheduler says for when, a rule's event has its time.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export function readMessage(message: Message, settings: Pick<Settings, 'prefix'>): Undelivered {
  const { MessageId: id = '', Body: body = '' } = message;
  const attribute = (name: string) => message.MessageAttributes?.[name]?.StringValue;
  const [code, text, retries, sent] = [
    attribute('ERROR_CODE'),
    attribute('ERROR_MESSAGE'),
    attribute('RETRY_ATTEMPTS'),
    message.Attributes?.SentTimestamp,
  ];
  // The input of a target has its scheduled time, too.
  const [inBody] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/.exec(body) ?? [];
  const time = momentOf(attribute('SCHEDULED_TIME') ?? inBody ?? '');
  return {
    id,
    ...senderOf(attribute('SCHEDULE_ARN'), attribute('RULE_ARN'), settings),
    scheduledTime: time === undefined ? null : inSeconds(time),
    error: [code, text].filter(Boolean).join(': '),
    retries: retries === undefined ? null : Number(retries),
    sentAt: sent === undefined ? null : inSeconds(new Date(Number(sent))),
  };
}

function senderOf(
  schedule: string | undefined,
  rule: string | undefined,
  { prefix }: Pick<Settings, 'prefix'>,
): Pick<Undelivered, 'kind' | 'job'> {
  const name = afterBeginning(`:schedule/${prefix}/`, schedule);
  const watched = watchedJob(name ?? '');
  if (watched !== undefined) return { kind: 'watch', job: watched };
  if (name !== undefined) return { kind: 'run', job: name };
  const ofRule = afterBeginning(`:rule/${prefix}-`, rule);
  if (ofRule === undefined) return { kind: 'unknown', job: null };
  if (ofRule.startsWith(historyRules)) return { kind: 'history', job: null };
  // Where a pattern has no room for more there are further ones, with a number.
  return alarmRuleNames.includes(ofRule.replace(/_\d+$/, ''))
    ? { kind: 'notification', job: null }
    : { kind: 'run', job: ofRule };
}

function afterBeginning(beginning: string, arn = ''): string | undefined {
  const at = arn.indexOf(beginning);
  return at === -1 ? undefined : arn.slice(at + beginning.length);
}
