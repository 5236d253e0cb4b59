import type { Message } from '@aws-sdk/client-sqs';
import { readMessage } from '../../../cli/undelivered/message';

const settings = { prefix: 'acme-prod' };
const scheduler = 'arn:aws:scheduler:eu-west-1:123456789012:schedule';
const rules = 'arn:aws:events:eu-west-1:123456789012:rule';

function message(body: object | string, attributes: Readonly<Record<string, string>>): Message {
  return {
    MessageId: 'm-1',
    Body: typeof body === 'string' ? body : JSON.stringify(body),
    Attributes: { SentTimestamp: '1795219200000' },
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [
        name,
        { DataType: 'String', StringValue },
      ]),
    ),
  };
}

test('a firing of a schedule has its time and why it was not delivered in attributes', () => {
  const found = readMessage(
    message('{}', {
      SCHEDULE_ARN: `${scheduler}/acme-prod/nightly`,
      SCHEDULED_TIME: '2026-11-20T23:00:00Z',
      ERROR_CODE: 'AccessDeniedException',
      ERROR_MESSAGE: 'not authorized to perform: ecs:RunTask',
      RETRY_ATTEMPTS: '5',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
    }),
    settings,
  );
  expect(found).toEqual({
    id: 'm-1',
    kind: 'run',
    job: 'nightly',
    scheduledTime: '2026-11-20T23:00:00Z',
    error: 'AccessDeniedException: not authorized to perform: ecs:RunTask',
    retries: 5,
    sentAt: '2026-11-21T00:00:00Z',
  });
});

test.each([
  ['its input', { environment: [{ name: 'SCHEDULED_TIME', value: '2026-11-20T23:00:00Z' }] }],
  ['the input of an execution', { scheduledTime: '2026-11-20T23:00:00.000Z' }],
])('a firing of a schedule has its time in %s as well', (_, body) => {
  const found = readMessage(
    message({ containerOverrides: [body] }, { SCHEDULE_ARN: `${scheduler}/acme-prod/nightly` }),
    settings,
  );
  expect(found).toMatchObject({ scheduledTime: '2026-11-20T23:00:00Z', error: '', retries: null });
});

test('a firing of a rule has the time of its event', () => {
  const body = { source: 'aws.events', time: '2026-11-20T23:15:00Z', detail: {} };
  const found = readMessage(message(body, { RULE_ARN: `${rules}/acme-prod-quarterly` }), settings);
  expect(found).toMatchObject({
    kind: 'run',
    job: 'quarterly',
    scheduledTime: '2026-11-20T23:15:00Z',
  });
});

test.each([
  ['a look for a missing run', `SCHEDULE_ARN`, `${scheduler}/acme-prod/nightly_watch`, 'watch'],
  ['a notification', `RULE_ARN`, `${rules}/acme-prod-failed-runs`, 'notification'],
  ['one of a further rule', `RULE_ARN`, `${rules}/acme-prod-failed-runs_2`, 'notification'],
  ['an end of a run', `RULE_ARN`, `${rules}/acme-prod-history_tasks`, 'history'],
  ['a firing of another project', `SCHEDULE_ARN`, `${scheduler}/acme-prod-eu/nightly`, 'unknown'],
  ['a rule of another project', `RULE_ARN`, `${rules}/acme-dev-nightly`, 'unknown'],
  ['what somebody else sent', 'X', 'y', 'unknown'],
])('%s is no firing of a job', (_, name, arn, kind) => {
  const found = readMessage(message('no JSON', { [name]: arn }), settings);
  expect(found).toMatchObject({ kind, job: kind === 'watch' ? 'nightly' : null });
});
