import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { deliverEvent, matches } from '../../../local/fargate/deliver-event';
import { executionEndEvent, taskEndEvent } from '../../../local/fargate/end-events';
import { configOf, synthesize } from '../../synthesis';

const group = '/acme/test/schedule/history';
const arnOf = (rest: string) => `arn:aws:logs:us-east-1:123456789012:log-group:${rest}`;
const now = new Date('2026-11-27T23:12:46.500Z');
const firing = {
  scheduledTime: '2026-11-27T23:00:00Z',
  roleArn: 'arn:aws:iam::123456789012:role/schedule',
  service: 'scheduler.amazonaws.com',
  sourceArn: 'arn:aws:scheduler:us-east-1:123456789012:schedule-group/acme-test',
};

/** The event of a task, on a cluster. */
function taskEvent(cluster = 'acme-test', owner = 'nightly') {
  return taskEndEvent({
    target: {
      ...firing,
      clusterArn: `arn:aws:ecs:us-east-1:123456789012:cluster/${cluster}`,
      taskDefinitionArn: `arn:aws:ecs:us-east-1:123456789012:task-definition/acme-test-${owner}:7`,
      overrides: { containerOverrides: [{ name: owner }] },
    },
    family: `acme-test-${owner}`,
    taskId: 'c13b4cb4',
    startedBy: 'chronos-schedule/nightly',
    startedAt: now,
    stoppedAt: now,
    exitCode: 3,
  });
}

function executionEvent(machine: string, within = '') {
  return executionEndEvent({
    target: {
      ...firing,
      stateMachineArn: `arn:aws:states:us-east-1:123456789012:stateMachine:${machine}`,
      input: {},
    },
    arn: `arn:aws:states:us-east-1:123456789012:execution:${machine}${within}:1`,
    startedAt: now,
    stoppedAt: now,
    failure: { error: 'States.Timeout', cause: 'too long' },
  });
}

/** The patterns of the history's rules, as they are sent. */
function patterns(): string[] {
  const { schedule } = synthesize(configOf({ retries: 1 }));
  return Object.values(schedule.resource['aws_cloudwatch_event_rule'] ?? {}).map((rule) =>
    String(rule['event_pattern'])
      .replaceAll(
        '${data.terraform_remote_state.task.outputs.cluster_arn}',
        'arn:aws:ecs:us-east-1:123456789012:cluster/acme-test',
      )
      .replaceAll(/\$\{data\.aws_partition[^}]*\}/g, 'aws')
      .replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, '123456789012'),
  );
}

/** What is written where the account has these resource policies. */
async function written(event: Parameters<typeof deliverEvent>[1], ...policies: string[]) {
  const messages: [string, unknown][] = [];
  const answers: Readonly<Record<string, (input: Record<string, unknown>) => object>> = {
    DescribeResourcePoliciesCommand: () => ({
      resourcePolicies: policies.map((policyDocument) => ({ policyDocument })),
    }),
    ListRulesCommand: () => ({
      Rules: [
        { Name: 'job' },
        ...patterns().map((EventPattern, index) => ({ Name: String(index), EventPattern })),
      ],
    }),
    ListTargetsByRuleCommand: () => ({
      Targets: [
        { Arn: 'arn:aws:states:us-east-1:123456789012:stateMachine:acme-test_notify' },
        { Arn: arnOf(group) },
      ],
    }),
    CreateLogStreamCommand: () => ({}),
    PutLogEventsCommand: ({ logGroupName, logEvents }) => {
      const [{ message } = { message: '' }] = logEvents as { message: string }[];
      messages.push([String(logGroupName), JSON.parse(message)]);
      return {};
    },
  };
  const client = {
    send: (command: { readonly input: Record<string, unknown>; readonly constructor: object }) =>
      Promise.resolve(answers[(command.constructor as { name: string }).name]?.(command.input)),
  };
  await deliverEvent(
    {
      events: client as unknown as EventBridgeClient,
      logs: client as unknown as CloudWatchLogsClient,
    },
    event,
    now,
  );
  return messages;
}

const letsIn = JSON.stringify({
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: arnOf(`${group}:*`),
  },
});

test('what a rule sees is written whole', async () => {
  const [[name, event] = [], ...others] = await written(taskEvent(), letsIn);
  expect(others).toEqual([]);
  expect(name).toBe(group);
  expect(event).toMatchObject({
    version: '0',
    source: 'aws.ecs',
    'detail-type': 'ECS Task State Change',
    account: '123456789012',
    region: 'us-east-1',
    time: '2026-11-27T23:12:46Z',
    resources: ['arn:aws:ecs:us-east-1:123456789012:task/acme-test/c13b4cb4'],
    detail: {
      group: 'family:acme-test-nightly',
      containers: [{ name: 'nightly', exitCode: 3 }],
      overrides: { containerOverrides: [{ name: 'nightly' }] },
    },
  });
  await expect(written(executionEvent('acme-test-nightly'), letsIn)).resolves.toMatchObject([
    [group, { detail: { status: 'FAILED', error: 'States.Timeout' } }],
  ]);
});

test('nothing is written without a policy, and nothing that no rule sees', async () => {
  await expect(written(taskEvent())).resolves.toEqual([]);
  for (const event of [
    taskEvent('other'),
    executionEvent('acme-test-other'),
    executionEvent('acme-test-nightly', '/batches'),
  ]) {
    await expect(written(event, letsIn)).resolves.toEqual([]);
  }
});

test('an operator that it does not know is said', () => {
  expect(() => matches({ a: [{ numeric: ['>', 1] }] }, { a: 1 })).toThrow('does not know');
});
