import type { Config, JobConfig } from '../../stacks/config';
import { ConfigError } from '../../stacks/config-error';
import { loadSettings } from '../../stacks/settings';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../synthesis';

const email = 'jobs@example.com';

function scheduleOf(alarms: Config['alarms'], job: Partial<JobConfig> = {}): Synthesized {
  return synthesize(configOf(job, { ...(alarms && { alarms }) })).schedule;
}

function alarmsOf(stack: Synthesized): Record<string, unknown>[] {
  return Object.values(stack.resource['aws_cloudwatch_metric_alarm'] ?? {});
}

test('nobody is told of anything unless the configuration says whom', () => {
  const schedule = scheduleOf(undefined);
  for (const type of [
    'aws_sns_topic',
    'aws_cloudwatch_metric_alarm',
    'aws_cloudwatch_event_rule',
  ]) {
    expect(schedule.resource[type]).toBeUndefined();
  }
  expect(schedule.output['alarm_topic_arn']?.value).toBe('');
});

describe('alarms to an address', () => {
  const schedule = scheduleOf({ email });
  const topicArn = String(schedule.output['alarm_topic_arn']?.value);

  test('go through one topic, which only this rule and this account may publish to', () => {
    expect(topicArn).toMatch(/^\$\{aws_sns_topic\./);
    expect(only(schedule, 'aws_sns_topic_subscription')).toEqual({
      topic_arn: topicArn,
      protocol: 'email',
      endpoint: email,
    });
    expect(statementsOf(only(schedule, 'aws_sns_topic_policy')['policy'])).toMatchObject([
      {
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sns:Publish'],
        Resource: [topicArn],
        Condition: {
          ArnEquals: {
            'aws:SourceArn': expect.stringMatching(/aws_cloudwatch_event_rule/) as unknown,
          },
        },
      },
      {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: ['sns:Publish'],
        Resource: [topicArn],
        Condition: { StringEquals: { 'aws:SourceAccount': expect.any(String) as unknown } },
      },
    ]);
  });

  test('tell of tasks of this cluster that failed or did not start, in words', () => {
    const rule = only(schedule, 'aws_cloudwatch_event_rule');
    expect(JSON.parse(String(rule['event_pattern']))).toEqual({
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: {
        clusterArn: ['${data.terraform_remote_state.task.outputs.cluster_arn}'],
        lastStatus: ['STOPPED'],
        $or: [
          { containers: { exitCode: [{ 'anything-but': [0, 143] }] } },
          { stopCode: ['TaskFailedToStart', 'SpotInterruption'] },
        ],
      },
    });
    const target = only(schedule, 'aws_cloudwatch_event_target');
    const { input_paths: paths, input_template: template } = target['input_transformer'] as {
      input_paths: Record<string, string>;
      input_template: string;
    };
    expect(target['arn']).toBe(topicArn);
    expect([...template.matchAll(/<(\w+)>/g)].map(([, name]) => name).sort()).toEqual(
      Object.keys(paths).sort(),
    );
  });

  test('tell of runs that were not started, and of a daily job that did not run', () => {
    expect(alarmsOf(schedule)).toMatchObject([
      {
        alarm_name: 'acme-test-nightly-did-not-run',
        namespace: 'AWS/Logs',
        metric_name: 'IncomingLogEvents',
        dimensions: {
          LogGroupName: '${data.terraform_remote_state.task.outputs.log_group_names["nightly"]}',
        },
        period: 86_400,
        evaluation_periods: 2,
        comparison_operator: 'LessThanThreshold',
        treat_missing_data: 'breaching',
        alarm_actions: [topicArn],
        ok_actions: [topicArn],
      },
      {
        alarm_name: 'acme-test-undelivered',
        metric_name: 'ApproximateNumberOfMessagesVisible',
        treat_missing_data: 'notBreaching',
        alarm_actions: [topicArn],
      },
    ]);
  });
});

test('alarms may go to a topic that exists, whose policy is not ours', () => {
  const topicArn = 'arn:aws:sns:us-east-1:123456789012:on-call';
  const schedule = scheduleOf({ topicArn });
  expect(schedule.resource['aws_sns_topic']).toBeUndefined();
  expect(schedule.resource['aws_sns_topic_policy']).toBeUndefined();
  expect(schedule.output['alarm_topic_arn']?.value).toBe(topicArn);
  expect(alarmsOf(schedule).map((alarm) => alarm['alarm_actions'])).toEqual([
    [topicArn],
    [topicArn],
  ]);
});

test.each<[string, Partial<JobConfig>, number | undefined]>([
  ['a quarter-hourly job', { schedule: 'rate(15 minutes)' }, 2],
  ['a job of working days', { schedule: 'cron(0 18 ? * MON-FRI *)' }, 4],
  ['a job of every six days', { schedule: 'rate(6 days)' }, 7],
  ['a weekly job', { schedule: 'cron(0 18 ? * FRI *)' }, undefined],
  ['a job that runs once', { schedule: 'at(2027-01-31T18:00:00)' }, undefined],
  ['a job that is switched off', { enabled: false }, undefined],
])('%s is missed after so many days', (_, job, days) => {
  const [missed] = alarmsOf(scheduleOf({ email }, job)).filter(
    (alarm) => alarm['namespace'] === 'AWS/Logs',
  );
  expect(missed?.['evaluation_periods']).toBe(days);
});

test('the alarms about missed runs can be left out', () => {
  expect(alarmsOf(scheduleOf({ email, missedRuns: false }))).toHaveLength(1);
});

test.each<[NonNullable<Config['alarms']>, string]>([
  [
    {},
    'alarms.email: is required unless topicArn names a topic: alarms that nobody reads help nobody',
  ],
  [{ email: 'jobs' }, 'alarms.email: must be an address like jobs@example.com, got "jobs"'],
  [
    { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' },
    'alarms.topicArn: must be the ARN of an SNS topic in us-east-1, got "arn:aws:sns:eu-west-1:123456789012:on-call"',
  ],
])('refuses %j', (alarms, problem) => {
  const load = () => loadSettings(configOf({}, { alarms }), { FARGATE_CRON_ENV: 'test' });
  expect(load).toThrow(ConfigError);
  expect(load).toThrow(problem);
});
