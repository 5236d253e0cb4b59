import type { Config, JobConfig } from '../../../../stacks/config/config';
import { ConfigError, formatPath } from '../../../../stacks/config/config-error';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../../synthesis';

const email = 'jobs@example.com';
/** A job without alarms of its own. */
const plain: Partial<JobConfig> = { alarms: { suspect: false } };

function scheduleOf(alarms: Config['alarms'], job: Partial<JobConfig> = {}): Synthesized {
  return synthesize(configOf(job, { ...(alarms && { alarms }) })).schedule;
}

function alarmsOf(stack: Synthesized): Record<string, unknown>[] {
  return Object.values(stack.resource['aws_cloudwatch_metric_alarm'] ?? {});
}

interface Pattern {
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The pattern of the rule of a name, after the prefix. */
function patternOf(stack: Synthesized, name: string): Pattern {
  const rules = Object.values(stack.resource['aws_cloudwatch_event_rule'] ?? {});
  const rule = rules.find((each) => each['name'] === `acme-test-${name}`);
  return JSON.parse(String(rule?.['event_pattern'])) as Pattern;
}

function addressOf(stack: Synthesized, name: string): string {
  const rules = Object.entries(stack.resource['aws_cloudwatch_event_rule'] ?? {});
  const [address] = rules.find(([, rule]) => rule['name'] === `acme-test-${name}`) ?? [];
  return `aws_cloudwatch_event_rule.${address}`;
}

function targetsOf(stack: Synthesized): Record<string, unknown>[] {
  return Object.values(stack.resource['aws_cloudwatch_event_target'] ?? {});
}

test('nobody is told of anything unless the configuration says whom', () => {
  const { schedule } = synthesize(configOf({}, { history: false }));
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
  const schedule = scheduleOf({ email, missedRuns: false }, plain);
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
            'aws:SourceArn': expect.stringMatching(/unnotified|failed-notifications/) as string,
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

  test('tell of tasks of this cluster that failed or did not start, other than attempts', () => {
    const pattern = {
      source: ['aws.ecs'],
      'detail-type': ['ECS Task State Change'],
      detail: {
        clusterArn: ['${data.terraform_remote_state.task.outputs.cluster_arn}'],
        lastStatus: ['STOPPED'],
        $or: [
          { containers: { exitCode: [{ 'anything-but': [0] }] } },
          { stopCode: ['TaskFailedToStart', 'SpotInterruption', 'TerminationNotice'] },
        ],
      },
    };
    const startedBy = [{ 'anything-but': { prefix: 'AWS Step Functions' } }, { exists: false }];
    expect(patternOf(schedule, 'failed-runs')).toEqual({
      ...pattern,
      detail: { ...pattern.detail, startedBy },
    });
    expect(patternOf(scheduleOf({ email, attempts: true }), 'failed-runs')).toEqual(pattern);
  });

  test('are made by a state machine, or kept for somebody to look at', () => {
    const rules = ['failed-runs'].map((name) => `\${${addressOf(schedule, name)}.name}`);
    const targets = targetsOf(schedule).filter(({ rule }) => rules.includes(String(rule)));
    expect(targets).toMatchObject([
      {
        arn: expect.stringMatching(/^\$\{aws_sfn_state_machine\.alarms_notifier/) as string,
        role_arn: expect.stringMatching(/^\$\{aws_iam_role\.alarms_notifier_rule-role/) as string,
        dead_letter_config: { arn: '${aws_sqs_queue.dead-letter-queue.arn}' },
      },
    ]);
    expect(targets.every((target) => target['input_transformer'] === undefined)).toBe(true);
    const [{ Principal, Condition }] = statementsOf(
      only(schedule, 'aws_sqs_queue_policy')['policy'],
    ) as [{ Principal: unknown; Condition: unknown }];
    expect({ Principal, Condition }).toEqual({
      Principal: { Service: 'events.amazonaws.com' },
      Condition: {
        ArnEquals: { 'aws:SourceArn': `\${${addressOf(schedule, 'failed-runs')}.arn}` },
      },
    });
  });

  test('that cannot be made are told by EventBridge itself, but never by the same way', () => {
    expect(patternOf(schedule, 'unnotified-runs').detail).toEqual({
      status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
      stateMachineArn: [expect.stringMatching(/:stateMachine:acme-test_notify$/)],
    });
    const name = `\${${addressOf(schedule, 'unnotified-runs')}.name}`;
    const target = targetsOf(schedule).find(({ rule }) => rule === name) ?? {};
    expect(target['arn']).toBe(topicArn);
    const { input_paths: paths, input_template: template } = target['input_transformer'] as {
      input_paths: Record<string, string>;
      input_template: string;
    };
    expect(Object.keys(paths)).toEqual(['execution']);
    expect(JSON.parse(template.replace('<execution>', 'arn:x'))).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        description: expect.stringContaining('arn:x') as string,
      },
    });
  });

  test('tell of each firing that comes to the queue, also of the first after a long time', () => {
    expect(alarmsOf(schedule)).toEqual([
      expect.objectContaining({
        alarm_name: 'acme-test-undelivered',
        metric_query: [
          expect.objectContaining({ expression: 'DIFF(FILL(queue, 0)) > 0', return_data: true }),
          {
            id: 'queue',
            metric: expect.objectContaining({
              metric_name: 'ApproximateNumberOfMessagesVisible',
              stat: 'Maximum',
              period: 300,
            }) as unknown,
          },
        ],
        threshold: 0,
        // A queue that was idle is counted up to 15 minutes late.
        evaluation_periods: 4,
        datapoints_to_alarm: 1,
        treat_missing_data: 'notBreaching',
        alarm_actions: [topicArn],
        // Its end says nothing: the firings are still there.
        ok_actions: [],
      }),
    ]);
  });
});

test('a sidecar that ECS stops after the job is no failure, but one that the job needs is', () => {
  const image = 'proxy:1';
  const jobs: JobConfig[] = [
    {
      name: 'nightly',
      schedule: 'rate(1 day)',
      sidecars: [
        { name: 'proxy', image },
        { name: 'hourly', image },
        { name: 'setup', image, jobWaitsFor: 'SUCCESS' },
      ],
    },
    { name: 'hourly', schedule: 'rate(1 hour)', sidecars: [{ name: 'proxy', image }] },
  ];
  const { schedule } = synthesize(configOf({}, { alarms: { email }, jobs }));
  const { detail } = patternOf(schedule, 'failed-runs');
  expect((detail['$or'] as unknown[])[0]).toEqual({
    containers: {
      name: [{ 'anything-but': ['proxy'] }],
      exitCode: [{ 'anything-but': [0] }],
    },
  });
});

test('alarms may go to a topic that exists, whose policy is not ours', () => {
  const topicArn = 'arn:aws:sns:us-east-1:123456789012:on-call';
  const schedule = scheduleOf({ topicArn }, { timeoutSeconds: 60, ...plain });
  expect(schedule.resource['aws_sns_topic']).toBeUndefined();
  expect(schedule.resource['aws_sns_topic_policy']).toBeUndefined();
  expect(schedule.output['alarm_topic_arn']?.value).toBe(topicArn);
  expect(alarmsOf(schedule).map((alarm) => alarm['alarm_actions'])).toEqual([
    [topicArn],
    [topicArn],
  ]);
});

test('EventBridge has a role for a topic of another account, and none for one of its own', () => {
  const targetsFor = (account: string) => {
    const topicArn = `arn:aws:sns:us-east-1:${account}:on-call`;
    const { schedule } = synthesize(
      configOf(plain, {
        alarms: { topicArn },
        environments: { test: { state: { backend: 'local' }, accountId: '123456789012' } },
      }),
    );
    return targetsOf(schedule).filter(({ arn }) => arn === topicArn);
  };
  expect(targetsFor('210987654321')).toMatchObject([
    { role_arn: expect.stringContaining('failed-notifications-role') as string },
  ]);
  expect(targetsFor('123456789012').map((target) => target['role_arn'])).toEqual([undefined]);
});

test('the alarms about missed runs can be left out', () => {
  expect(alarmsOf(scheduleOf({ email, missedRuns: false }, plain))).toHaveLength(1);
});

test('tell of executions that failed or took too long, if a job has a state machine', () => {
  const { schedule } = synthesize(
    configOf({ timeoutSeconds: 600 }, { alarms: { email }, history: false }),
  );
  expect(patternOf(schedule, 'failed-executions').detail).toEqual({
    status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
    stateMachineArn: [
      expect.stringMatching(/:states:us-east-1:.*:stateMachine:acme-test-nightly$/),
      expect.stringMatching(/:states:us-east-1:.*:stateMachine:acme-test_watch$/),
    ],
    executionArn: [{ 'anything-but': { wildcard: '*/*' } }],
  });
  const machines = targetsOf(schedule).filter(({ arn }) => String(arn).includes('notifier'));
  expect(machines).toHaveLength(2);
  const statements = statementsOf(only(schedule, 'aws_sqs_queue_policy')['policy']);
  expect(statements).toHaveLength(2);
});

test('more state machines than a pattern has room for are told by the beginning of their names', () => {
  const textOf = (count: number): string => {
    const jobs = Array.from({ length: count }, (_, index) => ({
      name: `job-${index}`.padEnd(40, 'x'),
      schedule: 'rate(1 day)',
      retries: 1,
    }));
    const { schedule } = synthesize(configOf({}, { jobs, alarms: { email } }));
    const rules = Object.values(schedule.resource['aws_cloudwatch_event_rule'] ?? {});
    const pattern = rules
      .map((rule) => String(rule['event_pattern']))
      .find((text) => text.includes('aws.states'));
    return String(pattern)
      .replaceAll(/\$\{[^}]*partition\}/g, 'aws-us-gov')
      .replaceAll(/\$\{[^}]*\}/g, '1'.repeat(12));
  };
  const named = textOf(10);
  expect(named).not.toContain('prefix');
  expect(named.length).toBeLessThan(2048);
  expect(textOf(11)).toContain('prefix');
});

describe('alarms that a job asks for', () => {
  const of = (job: Partial<JobConfig>, kind: string) =>
    alarmsOf(scheduleOf({ email }, job)).find(({ alarm_name: name }) =>
      String(name).endsWith(kind),
    );
  const crawler = { Project: 'acme', Environment: 'test', Job: 'nightly' };
  const ofLastRun = { comparison_operator: 'GreaterThanThreshold', treat_missing_data: 'ignore' };

  test('tell of a run that took too long by what the crawler says', () => {
    expect(of({ alarms: { longRunMinutes: 30 } }, 'long-run')).toMatchObject({
      namespace: 'FargateCron',
      metric_name: 'DurationSeconds',
      dimensions: crawler,
      statistic: 'Maximum',
      threshold: 1800,
      ...ofLastRun,
    });
  });

  test('or by what Step Functions says, which counts milliseconds', () => {
    const job = { image: 'acme/report:1', retries: 1, alarms: { longRunMinutes: 30 } };
    expect(of(job, 'long-run')).toMatchObject({
      namespace: 'AWS/States',
      metric_name: 'ExecutionTime',
      dimensions: { StateMachineArn: expect.stringMatching(/aws_sfn_state_machine/) as string },
      threshold: 1_800_000,
      ...ofLastRun,
    });
  });

  test('tell of data that is not fresh after a run', () => {
    expect(of({ alarms: { staleDays: 4 } }, 'stale')).toMatchObject({
      namespace: 'FargateCron',
      metric_name: 'NewestDateAgeDays',
      dimensions: crawler,
      threshold: 4,
      ...ofLastRun,
    });
  });

  test('tell of suspect prices, unless they are not wanted or the job does not crawl', () => {
    expect(of({}, 'suspect')).toMatchObject({
      namespace: 'FargateCron',
      metric_name: 'SymbolsSuspect',
      dimensions: crawler,
      threshold: 0,
      alarm_actions: [expect.any(String)],
      ...ofLastRun,
    });
    expect(of(plain, 'suspect')).toBeUndefined();
    expect(of({ image: 'acme/report:1' }, 'suspect')).toBeUndefined();
    expect(of({ command: ['check'] }, 'suspect')).toBeUndefined();
  });

  test('are not there for a job that is switched off, nor where nobody is told', () => {
    const job = { alarms: { longRunMinutes: 30, staleDays: 4 } };
    expect(alarmsOf(scheduleOf({ email }, { ...job, enabled: false }))).toHaveLength(1);
    expect(alarmsOf(scheduleOf(undefined, job))).toEqual([]);
  });

  test('may differ by environment, one by one', () => {
    const config = configOf({ alarms: { longRunMinutes: 30, staleDays: 4 } });
    const { test } = config.environments;
    const environments = { test: { ...test, jobs: { nightly: { alarms: { staleDays: 9 } } } } };
    const settings = loadSettings({ ...config, environments } as Config, {
      FARGATE_CRON_ENV: 'test',
    });
    expect(settings.jobs[0]?.alarms).toEqual({ longRunMinutes: 30, staleDays: 9 });
  });
});

test('one alarm tells of the queue and of what Scheduler gave up, if that is asked for', () => {
  const all = { email, droppedRuns: true, missedRuns: false };
  const [undelivered] = alarmsOf(scheduleOf(all, plain));
  expect(undelivered).toMatchObject({
    alarm_name: 'acme-test-undelivered',
    threshold: 0,
    metric_query: [
      { expression: '(DIFF(FILL(queue, 0)) > 0) OR (FILL(dropped, 0) > 0)', return_data: true },
      { id: 'queue', metric: { namespace: 'AWS/SQS', stat: 'Maximum' } },
      {
        id: 'dropped',
        metric: {
          namespace: 'AWS/Scheduler',
          metric_name: 'InvocationDroppedCount',
          dimensions: { ScheduleGroup: expect.any(String) as string },
          stat: 'Sum',
        },
      },
    ],
  });
  expect(undelivered).not.toHaveProperty('metric_name');
});

describe('messages in a chat', () => {
  const slack = { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' };
  const teams = {
    tenantId: '00000000-0000-0000-0000-000000000001',
    teamId: '00000000-0000-0000-0000-000000000002',
    channelId: '19%3A0123abcd%40thread.tacv2',
  };
  const { schedule } = synthesize(configOf({}, { alarms: { slack, teams } }));
  const shown = {
    iam_role_arn: '${aws_iam_role.alarms_chat-role_ABF6A708.arn}',
    sns_topic_arns: ['${aws_sns_topic.alarms_topic_CB6504A9.arn}'],
    guardrail_policy_arns: ['arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess'],
  };

  test('are those of the topic, in each channel', () => {
    expect(only(schedule, 'aws_chatbot_slack_channel_configuration')).toMatchObject({
      ...shown,
      configuration_name: 'acme-test-slack',
      slack_team_id: slack.workspaceId,
      slack_channel_id: slack.channelId,
    });
    expect(only(schedule, 'aws_chatbot_teams_channel_configuration')).toMatchObject({
      ...shown,
      configuration_name: 'acme-test-teams',
      tenant_id: teams.tenantId,
      team_id: teams.teamId,
      channel_id: teams.channelId,
    });
  });

  test('give nobody who writes there a right', () => {
    const [id] = Object.keys(schedule.resource['aws_iam_role'] ?? {}).filter((name) =>
      name.includes('chat-role'),
    );
    const { name, assume_role_policy: trust } = schedule.resource['aws_iam_role']?.[id ?? ''] ?? {};
    expect(name).toBe('acme-test_notify-chat');
    expect(statementsOf(trust)).toMatchObject([
      { Principal: { Service: 'chatbot.amazonaws.com' } },
    ]);
    for (const policy of ['aws_iam_role_policy', 'aws_iam_role_policy_attachment']) {
      expect(JSON.stringify(schedule.resource[policy] ?? {})).not.toContain(id);
    }
  });
});

test('a budget tells the same people of a month that is too dear', () => {
  const schedule = scheduleOf({ email, monthlyBudgetUsd: 5, missedRuns: false });
  const topicArn = String(schedule.output['alarm_topic_arn']?.value);
  expect(only(schedule, 'aws_budgets_budget')).toMatchObject({
    limit_amount: '5',
    limit_unit: 'USD',
    time_unit: 'MONTHLY',
    cost_filter: [{ name: 'TagKeyValue', values: ['user:Project$acme'] }],
    notification: ['ACTUAL', 'FORECASTED'].map((type) => ({
      notification_type: type,
      comparison_operator: 'GREATER_THAN',
      threshold: 100,
      threshold_type: 'PERCENTAGE',
      subscriber_sns_topic_arns: [topicArn],
    })),
  });
  expect(statementsOf(only(schedule, 'aws_sns_topic_policy')['policy'])).toContainEqual(
    expect.objectContaining({
      Principal: { Service: 'budgets.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': expect.any(String) as string } },
    }),
  );
});

test('a budget counts by the tag of the project, however it is called', () => {
  const { schedule } = synthesize(
    configOf(
      {},
      {
        alarms: { email, monthlyBudgetUsd: 5 },
        tagKeys: { project: 'app' },
        tags: { app: 'Data Platform' },
      },
    ),
  );
  expect(only(schedule, 'aws_budgets_budget')).toMatchObject({
    cost_filter: [{ values: ['user:app$Data Platform'] }],
  });
});

const image = 'acme/report:1';
test.each<[Partial<JobConfig>, string | undefined]>([
  [{ alarms: { longRunMinutes: 1 } }, undefined],
  [{ alarms: { longRunMinutes: 10_080 } }, undefined],
  [
    { alarms: { longRunMinutes: 0 } },
    'jobs[0].alarms.longRunMinutes: must be a whole number from 1 to 10080 (minutes), got 0',
  ],
  [
    { alarms: { longRunMinutes: 10_081 } },
    'jobs[0].alarms.longRunMinutes: must be a whole number from 1 to 10080 (minutes), got 10081',
  ],
  [
    { image, alarms: { longRunMinutes: 30 } },
    'jobs[0].alarms.longRunMinutes: must be left out for an image of its own, whose runs nobody times, got 30; set timeoutSeconds, with which Step Functions does',
  ],
  [{ image, timeoutSeconds: 60, alarms: { longRunMinutes: 30 } }, undefined],
  [{ alarms: { staleDays: 1 } }, undefined],
  [{ alarms: { staleDays: 365 } }, undefined],
  [
    { alarms: { staleDays: 0 } },
    'jobs[0].alarms.staleDays: must be a whole number from 1 to 365 (days), got 0',
  ],
  [
    { alarms: { staleDays: 366 } },
    'jobs[0].alarms.staleDays: must be a whole number from 1 to 365 (days), got 366',
  ],
  [
    { image, timeoutSeconds: 60, alarms: { staleDays: 4 } },
    'jobs[0].alarms.staleDays: must be left out for an image of its own, because only a job that crawls says how old its data is, got 4',
  ],
  [
    { command: ['check'], timeoutSeconds: 60, alarms: { longRunMinutes: 30, staleDays: 4 } },
    'jobs[0].alarms.staleDays: must be left out for a check of what is stored, because only a job that crawls says how old its data is, got 4',
  ],
])('of the alarms of the job %j the checks say %s', (job, problem) => {
  expect(problemsOf(configOf(job))).toEqual(problem === undefined ? [] : [problem]);
});

test.each<[NonNullable<Config['alarms']>, string | undefined]>([
  [
    {},
    'alarms.email: is required without topicArn, slack and teams: alarms that nobody reads help nobody',
  ],
  [{ email: 'jobs' }, 'alarms.email: must be an address like jobs@example.com, got "jobs"'],
  [
    { topicArn: 'arn:aws:sns:eu-west-1:123456789012:on-call' },
    'alarms.topicArn: must be in us-east-1, because alarms and rules reach topics of their region, got "arn:aws:sns:eu-west-1:123456789012:on-call"',
  ],
  [
    { email, monthlyBudgetUsd: 0.99 },
    'alarms.monthlyBudgetUsd: must be a number from 1 to 1000000 (US dollars), got 0.99',
  ],
  [
    { email, monthlyBudgetUsd: 1_000_001 },
    'alarms.monthlyBudgetUsd: must be a number from 1 to 1000000 (US dollars), got 1000001',
  ],
  [{ email, monthlyBudgetUsd: 1 }, undefined],
  [{ email, monthlyBudgetUsd: 1_000_000 }, undefined],
])('of the alarms %j the checks say %s', (alarms, problem) => {
  expect(problemsOf(configOf({}, { alarms }))).toEqual(problem === undefined ? [] : [problem]);
});

function problemsOf(config: Config): string[] {
  try {
    loadSettings(config, { FARGATE_CRON_ENV: 'test' });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, text }) => `${formatPath(path)}: ${text}`);
  }
}
