import { letEventsWrite } from '../../../stacks/rules/log-resource-policy';

const arn = 'arn:aws:logs:us-east-1:123456789012:log-group:/acme/test/schedule/history';
const both = ['logs:CreateLogStream', 'logs:PutLogEvents'];

function statement(part: object = {}): object {
  const Principal = { Service: 'events.amazonaws.com' };
  return { Effect: 'Allow', Principal, Action: both, Resource: `${arn}:*`, ...part };
}

function policy(part?: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement(part)] });
}

test.each<[string, string[]]>([
  ['on the group', [policy()]],
  ['among other services', [policy({ Principal: { Service: ['x', 'events.amazonaws.com'] } })]],
  ['on all groups', [policy({ Resource: 'arn:aws:logs:*:123456789012:log-group:*/history:*' })]],
  ['to do anything', [policy({ Action: 'logs:*' })]],
  ['in two policies', both.map((Action) => policy({ Action }))],
  ['in a statement alone', [JSON.stringify({ Statement: statement() })]],
])('EventBridge is let in %s', (_, policies) => {
  expect(letEventsWrite(policies, arn)).toBe(true);
});

test.each<[string, string[]]>([
  ['without a policy', []],
  ['for another service', [policy({ Principal: { Service: 'es.amazonaws.com' } })]],
  ['for another group', [policy({ Resource: `${arn}2:*` })]],
  ['to the group, not its streams', [policy({ Resource: arn })]],
  ['to write without making a stream', [policy({ Action: 'logs:PutLogEvents' })]],
  ['where it is denied', [policy(), policy({ Effect: 'Deny', Resource: '*' })]],
  ['where only somebody is named', [policy({ Principal: '*' })]],
])('EventBridge is not let in %s', (_, policies) => {
  expect(letEventsWrite(policies, arn)).toBe(false);
});
