import type { Config, JobConfig } from '../../../stacks/config/config';
import { ConfigError } from '../../../stacks/config/config-error';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../synthesis';

const name = '/acme/test/schedule/history';

function scheduleOf(part: Partial<Config> = {}, job: Partial<JobConfig> = {}): Synthesized {
  return synthesize(configOf(job, part)).schedule;
}

interface Pattern {
  readonly source: string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The patterns of the rules of the history, by name. */
function patternsOf(schedule: Synthesized): Record<string, Pattern> {
  const rules = Object.values(schedule.resource['aws_cloudwatch_event_rule'] ?? {});
  return Object.fromEntries(
    rules
      .filter((rule) => String(rule['name']).includes('-history_'))
      .map((rule) => [String(rule['name']), JSON.parse(String(rule['event_pattern'])) as Pattern]),
  );
}

test('ends of runs are kept for 400 days, in a log group beside those of the jobs', () => {
  const schedule = scheduleOf();
  expect(only(schedule, 'aws_cloudwatch_log_group')).toEqual({
    name,
    retention_in_days: 400,
    skip_destroy: false,
  });
  expect(schedule.output['history_log_group']?.value).toBe(name);
});

test('nobody but EventBridge may write to it, without a role', () => {
  const schedule = scheduleOf();
  const group = Object.keys(schedule.resource['aws_cloudwatch_log_group'] ?? {})[0] ?? '';
  const arn = `\${aws_cloudwatch_log_group.${group}.arn}`;
  const { policy_name: policyName, policy_document: document } = only(
    schedule,
    'aws_cloudwatch_log_resource_policy',
  );
  expect(policyName).toBe('acme-test-history');
  expect(statementsOf(document)).toEqual(
    ['events.amazonaws.com', 'delivery.logs.amazonaws.com'].map((Service) => ({
      Effect: 'Allow',
      Principal: { Service },
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [`${arn}:*`],
    })),
  );
  expect(only(schedule, 'aws_cloudwatch_event_target')).toEqual({
    rule: expect.stringContaining('history') as string,
    target_id: 'history_log',
    arn,
    dead_letter_config: { arn: expect.stringContaining('dead-letter-queue') as string },
    depends_on: [expect.stringContaining('aws_cloudwatch_log_resource_policy.')],
  });
});

test('an account that has a policy already gets none', () => {
  const schedule = scheduleOf({ history: { resourcePolicy: false } });
  expect(schedule.resource['aws_cloudwatch_log_resource_policy']).toBeUndefined();
  expect(only(schedule, 'aws_cloudwatch_event_target')['depends_on']).toBeUndefined();
});

test('without a history there is nothing of it', () => {
  const schedule = scheduleOf({ history: false });
  for (const type of [
    'aws_cloudwatch_log_group',
    'aws_cloudwatch_log_resource_policy',
    'aws_cloudwatch_event_rule',
    'aws_cloudwatch_event_target',
    'aws_sqs_queue_policy',
  ]) {
    expect(schedule.resource[type]).toBeUndefined();
  }
  expect(schedule.output['history_log_group']?.value).toBe('');
});

test('an environment may have one where the project has none, and keeps what it does not say', () => {
  const environments = (history: Config['history']) => ({
    test: { accountId: '123456789012', state: { backend: 'local' as const }, history },
  });
  const own = scheduleOf({ history: false, environments: environments({ days: 30 }) });
  expect(only(own, 'aws_cloudwatch_log_group')['retention_in_days']).toBe(30);
  const laidOver = scheduleOf({
    history: { days: 90 },
    environments: environments({ resourcePolicy: false }),
  });
  expect(only(laidOver, 'aws_cloudwatch_log_group')['retention_in_days']).toBe(90);
});

test('a key of one’s own encrypts it, and data that is protected outlives the stack', () => {
  const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
  const environments = { test: { state: { backend: 'local' as const } } };
  const schedule = scheduleOf({ encryption: { kmsKeyArn }, environments });
  expect(only(schedule, 'aws_cloudwatch_log_group')).toMatchObject({
    kms_key_id: kmsKeyArn,
    skip_destroy: true,
  });
});

test('it lies with the other log groups, and its rules with the other rules', () => {
  const schedule = scheduleOf({
    environments: {
      test: { state: { backend: 'local' }, names: { prefix: 'dp-t', logGroups: '/data/t' } },
    },
  });
  expect(only(schedule, 'aws_cloudwatch_log_group')['name']).toBe('/data/t/schedule/history');
  expect(Object.keys(patternsOf(schedule))).toEqual(['dp-t-history_tasks']);
});

describe('what is seen', () => {
  test('is every task of the cluster that ended', () => {
    expect(patternsOf(scheduleOf())).toEqual({
      'acme-test-history_tasks': {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: ['${data.terraform_remote_state.task.outputs.cluster_arn}'],
          lastStatus: ['STOPPED'],
        },
      },
    });
  });

  test('is every end of an execution, where jobs have state machines', () => {
    const { 'acme-test-history_executions': pattern } = patternsOf(scheduleOf({}, { retries: 1 }));
    expect(pattern).toEqual({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: {
        status: ['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'],
        stateMachineArn: [expect.stringMatching(/:stateMachine:acme-test-nightly$/)],
        executionArn: [{ 'anything-but': { wildcard: '*/*' } }],
      },
    });
  });

  const many = Array.from({ length: 60 }, (_, index): JobConfig => ({
    name: `a-job-with-a-name-of-forty-letters-x-${index + 100}`,
    schedule: 'rate(1 day)',
    retries: 1,
  }));

  test('is named one by one, by more rules where a pattern has no room for all', () => {
    const schedule = scheduleOf({ jobs: many, existing: { cluster: 'shared' }, scheduleStacks: 2 });
    const patterns = Object.entries(patternsOf(schedule));
    const named = (what: string, field: string) =>
      patterns
        .filter(([rule]) => rule.startsWith(`acme-test-history_${what}`))
        .flatMap(([, { detail }]) => detail[field] as string[])
        .map((value) => value.replace(/.*acme-test-/, ''))
        .sort();
    expect(named('tasks', 'group')).toEqual(many.map((job) => job.name));
    expect(named('executions', 'stateMachineArn')).toEqual(many.map((job) => job.name));
    expect(patterns.map(([rule]) => rule)).toEqual(
      expect.arrayContaining(['acme-test-history_tasks_2', 'acme-test-history_executions_2']),
    );
    // All of them may send to the queue what they could not deliver.
    expect(statementsOf(only(schedule, 'aws_sqs_queue_policy')['policy'])).toHaveLength(
      patterns.length,
    );
  });
});

test('the first of several schedule stacks has it, and all say how it is called', () => {
  const stacks = synthesize(
    configOf(
      {},
      {
        scheduleStacks: 2,
        jobs: ['a', 'b', 'c', 'd'].map((job) => ({ name: job, schedule: 'rate(1 day)' })),
      },
    ),
  );
  const further = stacks['schedule-2' as 'schedule'];
  expect(further.resource['aws_cloudwatch_log_group']).toBeUndefined();
  expect(further.output['history_log_group']?.value).toBe(name);
});

test('a retention that CloudWatch Logs does not know is refused', () => {
  const wrong = () => scheduleOf({ history: { days: 300 } });
  expect(wrong).toThrow(ConfigError);
  expect(wrong).toThrow(/history\.days: must be one of 1, 3, .* days, got 300/);
});
