import type { Config, JobConfig } from '../../../../stacks/config/config';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../../synthesis';

const email = 'jobs@example.com';

function scheduleOf(jobs: readonly Partial<JobConfig>[]) {
  const named = jobs.map((job, index) => ({
    name: `job-${index}`,
    ...(job.after === undefined && { schedule: 'rate(5 minutes)' }),
    ...job,
  }));
  return synthesize(configOf({}, { jobs: named, alarms: { email } })).schedule;
}

function alarmOf(stack: Synthesized, job: string) {
  return Object.values(stack.resource['aws_cloudwatch_metric_alarm'] ?? {}).find(
    ({ alarm_name: name }) => name === `acme-test-${job}-did-not-run`,
  );
}

/** What the alarm of a job counts. */
function startsOf(stack: Synthesized, job: string): unknown {
  const queries = alarmOf(stack, job)?.['metric_query'] as { id: string; metric?: unknown }[];
  return queries.find(({ id }) => id === 'starts')?.metric;
}

function patternOf(stack: Synthesized, job: string): unknown {
  const rules = Object.values(stack.resource['aws_cloudwatch_event_rule'] ?? {});
  const rule = rules.find(({ name }) => name === `acme-test-${job}_starts`);
  return rule && JSON.parse(String(rule['event_pattern']));
}

test('an alarm counts every period without a start as one, however few others there are', () => {
  const stack = scheduleOf([{}]);
  const topicArn = String(stack.output['alarm_topic_arn']?.value);
  expect(alarmOf(stack, 'job-0')).toEqual({
    alarm_name: 'acme-test-job-0-did-not-run',
    alarm_description:
      'The job job-0 was not started for 11 minutes. It should run as rate(5 minutes) says.',
    metric_query: [
      { id: 'started', expression: 'FILL(starts, 0)', label: 'Runs started', return_data: true },
      {
        id: 'starts',
        metric: {
          namespace: 'AWS/Events',
          metric_name: 'Invocations',
          dimensions: { RuleName: expect.stringMatching(/starts_job-0/) as string },
          stat: 'Sum',
          period: 60,
        },
      },
    ],
    evaluation_periods: 11,
    comparison_operator: 'LessThanThreshold',
    threshold: 1,
    treat_missing_data: 'breaching',
    alarm_actions: [topicArn],
    ok_actions: [topicArn],
  });
});

test('tasks of Scheduler are counted as they begin, which a run that goes on never does again', () => {
  const stack = scheduleOf([{}]);
  expect(patternOf(stack, 'job-0')).toEqual({
    source: ['aws.ecs'],
    'detail-type': ['ECS Task State Change'],
    detail: {
      clusterArn: ['${data.terraform_remote_state.task.outputs.cluster_arn}'],
      group: ['family:acme-test-job-0'],
      lastStatus: ['PROVISIONING', 'PENDING'],
    },
  });
});

test('they are sent to a topic that nobody reads, and that these rules alone may publish to', () => {
  const stack = scheduleOf([{}]);
  const topics = Object.entries(stack.resource['aws_sns_topic'] ?? {});
  const [id = ''] = topics.find(([, { name }]) => name === 'acme-test-starts') ?? [];
  const arn = `\${aws_sns_topic.${id}.arn}`;
  const targets = Object.values(stack.resource['aws_cloudwatch_event_target'] ?? {});
  expect(targets).toContainEqual({
    arn,
    rule: expect.stringMatching(/starts_job-0/) as string,
    target_id: 'counted_starts',
  });
  const subscription = only(stack, 'aws_sns_topic_subscription');
  expect(subscription['topic_arn']).not.toBe(arn);
  const policies = Object.values(stack.resource['aws_sns_topic_policy'] ?? {});
  expect(statementsOf(policies.find((policy) => policy['arn'] === arn)?.['policy'])).toEqual([
    {
      Sid: 'Starts',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['sns:Publish'],
      Resource: [arn],
      Condition: {
        ArnLike: {
          'aws:SourceArn': expect.stringMatching(/:rule\/acme-test-\*_starts$/) as string,
        },
      },
    },
  ]);
});

test('jobs that share a task are told apart by the name that each run is given', () => {
  const stack = scheduleOf([{}, { task: 'job-0', environment: { A: 'b' } }, {}]);
  const named = (value: string) => ({
    containerOverrides: { environment: { name: ['JOB_NAME'], value: [value] } },
  });
  const shared = { group: ['family:acme-test-job-0'] };
  expect(patternOf(stack, 'job-0')).toMatchObject({
    detail: { ...shared, overrides: named('job-0') },
  });
  expect(patternOf(stack, 'job-1')).toMatchObject({
    detail: { ...shared, overrides: named('job-1') },
  });
  const schedules = Object.values(stack.resource['aws_scheduler_schedule'] ?? {});
  const inputs = schedules.map(({ target }) => (target as { input: string }).input);
  expect(inputs.map((input) => /"JOB_NAME","value":"([^"]*)"/.exec(input)?.[1])).toEqual([
    'job-0',
    'job-1',
    undefined,
  ]);
});

test('a state machine and a rule are counted by AWS, and need no rule of their own', () => {
  const stack = scheduleOf([{ timeoutSeconds: 60 }, { trigger: 'rule' }]);
  expect(startsOf(stack, 'job-0')).toMatchObject({
    namespace: 'AWS/States',
    metric_name: 'ExecutionsStarted',
    dimensions: { StateMachineArn: expect.stringMatching(/machine-job-0/) as string },
  });
  expect(startsOf(stack, 'job-1')).toMatchObject({
    namespace: 'AWS/Events',
    metric_name: 'Invocations',
    dimensions: { RuleName: 'acme-test-job-1' },
  });
  const rules = Object.values(stack.resource['aws_cloudwatch_event_rule'] ?? {});
  expect(rules.filter(({ name }) => String(name).endsWith('_starts'))).toEqual([]);
  const topics = Object.values(stack.resource['aws_sns_topic'] ?? {});
  expect(topics.map(({ name }) => name)).toEqual(['acme-test-alarms']);
});

test.each<[string, Partial<JobConfig>, Config['alarms']]>([
  ['nobody is told', {}, undefined],
  ['missed runs are not told of', {}, { email, missedRuns: false }],
  ['the job is off', { enabled: false }, { email }],
])('nothing is counted where %s', (_, job, alarms) => {
  const stack = synthesize(configOf({ ...job }, { ...(alarms && { alarms }) })).schedule;
  expect(patternOf(stack, 'nightly')).toBeUndefined();
  expect(alarmOf(stack, 'nightly')).toBeUndefined();
  const topics = Object.values(stack.resource['aws_sns_topic'] ?? {});
  expect(topics.map(({ name }) => name)).not.toContain('acme-test-starts');
});

test.each([
  ['every five minutes', 'rate(5 minutes)', ['acme-test-job-0-did-not-run'], []],
  ['Fridays', 'cron(0 18 ? * FRI *)', [], ['job-0_watch']],
])('of jobs that run after one of %s nothing is counted', (_, schedule, alarms, watches) => {
  const { resource } = scheduleOf([{ schedule }, { after: 'job-0' }, { after: 'job-1' }]);
  const alarmNames = Object.values(resource['aws_cloudwatch_metric_alarm'] ?? {})
    .map(({ alarm_name: name }) => String(name))
    .filter((name) => name.endsWith('-did-not-run'));
  const schedules = Object.values(resource['aws_scheduler_schedule'] ?? {}).map(({ name }) => name);
  expect(alarmNames).toEqual(alarms);
  expect(schedules.filter((name) => name !== 'job-0')).toEqual(watches);
});

test.each<[string, Partial<JobConfig>, string | undefined]>([
  ['a job of every quarter of an hour', { schedule: 'rate(15 minutes)' }, '21 minutes'],
  ['a daily job', { schedule: 'cron(0 18 * * ? *)' }, '25 hours'],
  ['a job of every six days', { schedule: 'rate(6 days)' }, '145 hours'],
  ['a job of working days', { schedule: 'cron(0 18 ? * MON-FRI *)' }, undefined],
  ['a weekly job', { schedule: 'cron(0 18 ? * FRI *)' }, undefined],
  ['a job that runs once', { schedule: 'at(2027-01-31T18:00:00)' }, undefined],
  ['a job that begins in a while', { startDate: '2027-01-31T18:00:00Z' }, undefined],
])('%s is missed after %s', (_, job, length) => {
  const description = alarmOf(scheduleOf([job]), 'job-0')?.['alarm_description'];
  const [, found] = /was not started for (.*?)\. /.exec(String(description)) ?? [];
  expect(found).toBe(length);
});
