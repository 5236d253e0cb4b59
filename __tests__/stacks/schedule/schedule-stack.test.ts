import type { JobConfig } from '../../../stacks/config/config';
import { Testing, type TerraformStack } from 'cdktf';
import { createStacks } from '../../../stacks/project';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf, only, statementsOf, synthesize } from '../../synthesis';

const taskOutputs = 'data.terraform_remote_state.task.outputs';
const networkOutputs = 'data.terraform_remote_state.network.outputs';

describe('security groups of a job', () => {
  const own = ['sg-01234567', 'sg-89abcdef'];
  const { network, schedule } = synthesize(
    configOf(
      {},
      {
        network: { mode: 'endpoints' },
        jobs: (['scheduler', 'rule'] as const).flatMap((trigger) => [
          { name: trigger, schedule: 'rate(1 day)', trigger, securityGroupIds: own },
          { name: `${trigger}-retried`, schedule: 'rate(1 day)', retries: 1, trigger },
          {
            name: `${trigger}-retried-own`,
            schedule: 'rate(1 day)',
            retries: 1,
            trigger,
            securityGroupIds: own,
          },
        ]),
      },
    ),
  );

  test('take the place of the project’s on both triggers and in state machines', () => {
    expect(
      Object.values(schedule.resource['aws_scheduler_schedule'] ?? {}).find(
        ({ name }) => name === 'scheduler',
      ),
    ).toMatchObject({
      target: { ecs_parameters: { network_configuration: { security_groups: own } } },
    });
    expect(
      Object.values(schedule.resource['aws_cloudwatch_event_target'] ?? {}).find(
        ({ target_id: id }) => id === 'rule',
      ),
    ).toMatchObject({ ecs_target: { network_configuration: { security_groups: own } } });
    const machines = Object.values(schedule.resource['aws_sfn_state_machine'] ?? {});
    const groupsOf = (name: string) =>
      /"SecurityGroups":(\[[^\]]*\]|\$\{[^}]*\})/.exec(
        String(machines.find((machine) => machine['name'] === `acme-test-${name}`)?.['definition']),
      )?.[1];
    for (const trigger of ['scheduler', 'rule']) {
      expect(groupsOf(`${trigger}-retried-own`)).toBe(JSON.stringify(own));
      expect(groupsOf(`${trigger}-retried`)).toContain('security_group_ids');
    }
  });

  test('are let in by the endpoints, each once', () => {
    const rules = Object.values(network.resource['aws_vpc_security_group_ingress_rule'] ?? {});
    expect(rules.map((rule) => rule['referenced_security_group_id'])).toEqual([
      ...own,
      '${aws_security_group.task-security-group.id}',
    ]);
  });
});

describe('a job on EventBridge Scheduler', () => {
  const { schedule } = synthesize(
    configOf({ schedule: 'cron(0 18 ? * FRI *)', timeZone: 'America/New_York' }),
  );

  test('fires its task on Fargate, in its own time zone, with nothing left to do by hand', () => {
    expect(only(schedule, 'aws_scheduler_schedule')).toMatchObject({
      name: 'nightly',
      schedule_expression: 'cron(0 18 ? * FRI *)',
      schedule_expression_timezone: 'America/New_York',
      state: 'ENABLED',
      flexible_time_window: { mode: 'OFF' },
      target: {
        arn: `\${${taskOutputs}.cluster_arn}`,
        ecs_parameters: {
          task_definition_arn: `\${${taskOutputs}.task_definition_arns["nightly"]}`,
          launch_type: 'FARGATE',
          platform_version: 'LATEST',
          network_configuration: {
            subnets: `\${${networkOutputs}.subnet_ids}`,
            security_groups: `\${${networkOutputs}.security_group_ids}`,
            assign_public_ip: `\${${networkOutputs}.assign_public_ip}`,
          },
        },
        retry_policy: { maximum_retry_attempts: 5, maximum_event_age_in_seconds: 3600 },
        dead_letter_config: { arn: '${aws_sqs_queue.dead-letter-queue.arn}' },
      },
    });
  });

  test('hands the scheduled time to the container, unescaped', () => {
    const { target } = only(schedule, 'aws_scheduler_schedule') as { target: { input: string } };
    expect(target.input).toBe(
      '{"containerOverrides":[{"name":"nightly","environment":[{"name":"SCHEDULED_TIME","value":"<aws.scheduler.scheduled-time>"}]}]}',
    );
  });

  test('may start this task on this cluster with these two roles, and send to its queue', () => {
    const statements = statementsOf(only(schedule, 'aws_iam_role_policy')['policy']);
    const ecs =
      'arn:${data.aws_partition.partition.partition}:ecs:us-east-1:${data.aws_caller_identity.caller.account_id}';
    expect(statements).toEqual([
      {
        Sid: 'RunTask',
        Effect: 'Allow',
        Action: ['ecs:RunTask'],
        Resource: [`${ecs}:task-definition/acme-test-nightly:*`],
        Condition: { ArnEquals: { 'ecs:cluster': `\${${taskOutputs}.cluster_arn}` } },
      },
      {
        Sid: 'TagTask',
        Effect: 'Allow',
        Action: ['ecs:TagResource'],
        Resource: [`${ecs}:task/\${${taskOutputs}.cluster_name}/*`],
        Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
      },
      {
        Sid: 'PassRoles',
        Effect: 'Allow',
        Action: ['iam:PassRole'],
        Resource: [
          `\${${taskOutputs}.execution_role_arns["nightly"]}`,
          `\${${taskOutputs}.task_role_arns["nightly"]}`,
        ],
        Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      },
      {
        Sid: 'KeepUndelivered',
        Effect: 'Allow',
        Action: ['sqs:SendMessage'],
        Resource: ['${aws_sqs_queue.dead-letter-queue.arn}'],
      },
    ]);
  });

  test('trusts Scheduler only for its own account and schedule group', () => {
    expect(statementsOf(only(schedule, 'aws_iam_role')['assume_role_policy'])).toEqual([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Principal: { Service: 'scheduler.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '${data.aws_caller_identity.caller.account_id}' },
          ArnLike: { 'aws:SourceArn': '${aws_scheduler_schedule_group.group.arn}' },
        },
      },
    ]);
  });

  test('needs no rule', () => {
    const { schedule } = synthesize(configOf({}, { history: false }));
    expect(Object.keys(schedule.resource)).not.toContain('aws_cloudwatch_event_rule');
    expect(Object.keys(schedule.resource)).not.toContain('aws_sqs_queue_policy');
  });
});

test('a job takes a flexible window, a period and a delivery policy', () => {
  const { schedule } = synthesize(
    configOf({
      enabled: false,
      flexibleWindowMinutes: 15,
      startDate: '2027-01-01T00:00:00Z',
      endDate: '2027-12-31T00:00:00Z',
      delivery: { retries: 0, maxAgeSeconds: 60 },
    }),
  );
  expect(only(schedule, 'aws_scheduler_schedule')).toMatchObject({
    state: 'DISABLED',
    flexible_time_window: { mode: 'FLEXIBLE', maximum_window_in_minutes: 15 },
    start_date: '2027-01-01T00:00:00Z',
    end_date: '2027-12-31T00:00:00Z',
    target: { retry_policy: { maximum_retry_attempts: 0, maximum_event_age_in_seconds: 60 } },
  });
});

describe('a job on an EventBridge rule', () => {
  const { schedule } = synthesize(
    configOf(
      { trigger: 'rule', schedule: 'cron(0/15 * * * ? *)', enabled: false },
      { history: false },
    ),
  );

  test('is the same run, switched off by enabled: false', () => {
    expect(only(schedule, 'aws_cloudwatch_event_rule')).toMatchObject({
      name: 'acme-test-nightly',
      schedule_expression: 'cron(0/15 * * * ? *)',
      state: 'DISABLED',
    });
    expect(only(schedule, 'aws_cloudwatch_event_target')).toMatchObject({
      arn: `\${${taskOutputs}.cluster_arn}`,
      ecs_target: {
        task_count: 1,
        launch_type: 'FARGATE',
        platform_version: 'LATEST',
        network_configuration: { subnets: `\${${networkOutputs}.subnet_ids}` },
      },
      retry_policy: { maximum_retry_attempts: 5, maximum_event_age_in_seconds: 3600 },
    });
    expect(Object.keys(schedule.resource)).not.toContain('aws_scheduler_schedule');
  });

  test('hands the time of the event to the container', () => {
    const { input_transformer: transformer } = only(schedule, 'aws_cloudwatch_event_target');
    expect(transformer).toEqual({
      input_paths: { time: '$.time' },
      input_template:
        '{"containerOverrides":[{"name":"nightly","environment":[{"name":"SCHEDULED_TIME","value":"<time>"}]}]}',
    });
  });

  test('may send what it cannot deliver to the queue, and no other rule may', () => {
    const [rule = ''] = Object.keys(schedule.resource['aws_cloudwatch_event_rule'] ?? {});
    const ruleArn = `\${aws_cloudwatch_event_rule.${rule}.arn}`;
    expect(statementsOf(only(schedule, 'aws_sqs_queue_policy')['policy'])).toMatchObject([
      {
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['sqs:SendMessage'],
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ]);
  });
});

describe('a start date', () => {
  const startDate = '2026-11-24T00:00:00Z';
  const cron = 'cron(0 18 ? * FRI *)';
  const datesOf = (job: Partial<JobConfig>, now?: string) => {
    const { schedule } = synthesize(
      configOf({ startDate, ...job }, { alarms: { email: 'jobs@example.com' } }),
      'test',
      '',
      now === undefined ? undefined : new Date(now),
    );
    return Object.values(schedule.resource['aws_scheduler_schedule'] ?? {}).map(
      (one) => one['start_date'],
    );
  };

  // AWS takes none that has passed, and a changed schedule is told all of its values again.
  test('is left out of a cron schedule and of its watch once it has passed', () => {
    expect(datesOf({ schedule: cron })).toEqual([startDate, startDate]);
    expect(datesOf({ schedule: cron }, '2026-11-24T00:00:00Z')).toEqual([startDate, startDate]);
    expect(datesOf({ schedule: cron }, '2026-11-24T00:00:01Z')).toEqual([undefined, undefined]);
  });

  test('stays with a rate, which counts from it', () => {
    expect(datesOf({ schedule: 'rate(7 days)' }, '2026-11-25T00:00:00Z')).toEqual([
      startDate,
      startDate,
    ]);
  });
});
test('of as many schedule stacks as there may be, the one with the job reads network and task', () => {
  const { network, image, task, ...schedules } = synthesizeMany(100);
  expect(Object.keys(schedules)).toHaveLength(100);
  const reading = (other: TerraformStack) =>
    Object.values(schedules).filter(({ dependencies }) => dependencies.includes(other));
  expect(reading(task)).toHaveLength(1);
  expect(reading(network)).toEqual(reading(task));
  expect(reading(image)).toEqual([]);
});

test('a further schedule stack comes after the one before it', () => {
  const { 'schedule-3': third } = synthesizeMany(3);
  expect(third?.dependencies.map(({ node: { id } }) => id)).toEqual(
    expect.arrayContaining(['schedule-2', 'schedule']),
  );
});

function synthesizeMany(
  scheduleStacks: number,
): Readonly<Record<string, TerraformStack>> & ReturnType<typeof createStacks> {
  return createStacks(
    Testing.app(),
    loadSettings(configOf({}, { scheduleStacks, history: false }), { FARGATE_CRON_ENV: 'test' }),
  );
}

test.each([
  [10, 10],
  [11, 1],
])('%d rules are allowed to send what was not delivered in %d statements', (count, statements) => {
  const jobs = Array.from({ length: count }, (_, n) => ({
    name: `job-${n}`,
    schedule: 'rate(1 day)',
    trigger: 'rule' as const,
  }));
  const { schedule } = synthesize(configOf({}, { jobs, history: false }));
  expect(statementsOf(only(schedule, 'aws_sqs_queue_policy')['policy'])).toHaveLength(statements);
});

describe('a job that runs after another', () => {
  const config = (trigger: 'scheduler' | 'rule', scheduleStacks = 1) =>
    configOf(
      {},
      {
        scheduleStacks,
        alarms: { email: 'ops@example.com' },
        jobs: [
          { name: 'report', after: 'crawl' },
          { name: 'crawl', schedule: 'rate(1 day)', trigger },
          { name: 'mail', after: 'report' },
          { name: 'off', after: 'crawl', enabled: false },
        ],
      },
    );
  const machine = (name: string) =>
    `arn:\${data.aws_partition.partition.partition}:states:us-east-1:\${data.aws_caller_identity.caller.account_id}:stateMachine:acme-test-${name}`;

  test.each([
    ['scheduler', 'scheduler', 'schedule/${aws_scheduler_schedule_group.group.name}/crawl'],
    ['rule', 'events', 'rule/acme-test-crawl'],
  ] as const)('has a state machine and no %s of its own', (trigger, service, resource) => {
    const { schedule } = synthesize(config(trigger));
    const machines = Object.values(schedule.resource['aws_sfn_state_machine'] ?? {});
    const startedBy = (name: string) =>
      [
        ...String(
          machines.find((each) => each['name'] === `acme-test-${name}`)?.['definition'],
        ).matchAll(/"StateMachineArn":"([^"]+)"/g),
      ].map(([, arn]) => arn);
    expect(startedBy('crawl')).toEqual([machine('report')]);
    expect(startedBy('report')).toEqual([machine('mail')]);
    expect(startedBy('mail')).toEqual([]);
    expect(startedBy('off')).toEqual([]);
    const arns = schedule.output['schedule_arns']?.['value'] as Record<string, string>;
    expect(Object.keys(arns).sort()).toEqual(['crawl', 'mail', 'off', 'report']);
    for (const name of ['mail', 'off', 'report']) {
      expect(arns[name]).toContain(`:${service}:`);
      expect(arns[name]?.endsWith(resource)).toBe(true);
    }
    const policy = Object.values(schedule.resource['aws_iam_role_policy'] ?? {}).find(
      (each) =>
        String(each['policy']).includes('StartFollowers') &&
        String(each['policy']).includes('report'),
    );
    expect(statementsOf(policy?.['policy'])).toContainEqual({
      Sid: 'StartFollowers',
      Effect: 'Allow',
      Action: ['states:StartExecution'],
      Resource: [machine('report'), machine('off')],
    });
  });

  test('may be made by another stack', () => {
    const stacks = Object.values(synthesize(config('scheduler', 5))).filter(
      (stack) => 'resource' in stack,
    );
    const make = (name: string, type: string) =>
      stacks.filter((stack) =>
        Object.values(stack.resource[type] ?? {}).some((each) => each['name'] === name),
      );
    const [made] = make('acme-test-report', 'aws_sfn_state_machine');
    const [leads] = make('acme-test-crawl', 'aws_sfn_state_machine');
    expect(made).not.toBe(leads);
    expect(JSON.stringify(leads)).toContain(machine('report'));
    const arns = made?.output['schedule_arns']?.['value'] as Record<string, string>;
    expect(arns['report']).toMatch(/:schedule\/.*\/crawl$/);
  });
});
