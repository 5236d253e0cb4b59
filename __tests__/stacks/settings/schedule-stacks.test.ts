import type { Config } from '../../../stacks/config/config';
import { jobsByStack } from '../../../stacks/settings/schedule-stacks';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { Prediction } from '../../../stacks/testing/prediction';
import { configOf, only, statementsOf, synthesize } from '../../synthesis';

function project(
  scheduleStacks: number,
  count: number,
  trigger: 'scheduler' | 'rule' = 'scheduler',
): Config {
  return configOf(
    {},
    {
      scheduleStacks,
      alarms: { email: 'jobs@example.com' },
      dashboard: true,
      jobs: Array.from({ length: count }, (_, index) => ({
        name: `job-${index}`,
        schedule: 'rate(1 day)' as const,
        trigger,
        ...(index % 3 === 0 && { retries: 1 }),
      })),
    },
  );
}

function stackByJob(scheduleStacks: number, count = 1000): Map<string, string> {
  const dealt = jobsByStack(
    loadSettings(project(scheduleStacks, count), { FARGATE_CRON_ENV: 'test' }),
  );
  return new Map([...dealt].flatMap(([id, jobs]) => jobs.map(({ name }) => [name, id] as const)));
}

test('one stack more takes its share of the jobs and moves no other', () => {
  for (const count of [1, 2, 3, 7]) {
    const before = stackByJob(count);
    const moved = [...stackByJob(count + 1)].filter(([job, id]) => before.get(job) !== id);
    expect(new Set(moved.map(([, id]) => id))).toEqual(new Set([`schedule-${count + 1}`]));
    const share = 1000 / (count + 1);
    expect(moved.length).toBeGreaterThan(share * 0.75);
    expect(moved.length).toBeLessThan(share * 1.25);
  }
});

test('where a job belongs never changes by itself', () => {
  // Another answer would destroy and make anew the schedules of whoever has split them.
  expect(Object.fromEntries(stackByJob(3, 6))).toMatchInlineSnapshot(`
    {
      "job-0": "schedule-2",
      "job-1": "schedule-3",
      "job-2": "schedule",
      "job-3": "schedule-2",
      "job-4": "schedule-2",
      "job-5": "schedule",
    }
  `);
});

test('several stacks hold every job once, and what all share once', () => {
  const stacks = synthesize(project(3, 12));
  const schedules = Object.entries(stacks)
    .filter(([id]) => id.startsWith('schedule'))
    .map(([, stack]) => stack);
  const count = (type: string) =>
    schedules.map(({ resource }) => Object.keys(resource[type] ?? {}).length);
  const sum = (type: string) => count(type).reduce((total, next) => total + next);
  expect(Object.keys(stacks).slice(3)).toEqual(['schedule', 'schedule-2', 'schedule-3']);
  expect(sum('aws_scheduler_schedule')).toBe(12);
  expect(Math.max(...count('aws_scheduler_schedule'))).toBeLessThan(12);
  // Those of four jobs, and the one that notifies.
  expect(sum('aws_sfn_state_machine')).toBe(5);
  for (const type of [
    'aws_scheduler_schedule_group',
    'aws_sqs_queue',
    'aws_sns_topic_subscription',
    'aws_cloudwatch_dashboard',
  ]) {
    expect([type, ...count(type)]).toEqual([type, 1, 0, 0]);
  }
  // The dashboard shows the state machines of all of them.
  const dashboard = JSON.stringify(stacks.schedule.resource['aws_cloudwatch_dashboard']);
  for (const machine of ['job-0', 'job-3', 'job-6', 'job-9']) {
    expect(dashboard).toMatch(
      new RegExp(`aws_sfn_state_machine.machine-${machine}_|:stateMachine:acme-test-${machine}\\b`),
    );
  }
  const roles = schedules.flatMap(({ resource }) => Object.values(resource['aws_iam_role'] ?? {}));
  const names = roles.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);

  const published = schedules.map(({ output }) => output['schedule_arns']?.value as object);
  expect(Object.keys(Object.assign({}, ...published) as object)).toHaveLength(12);
  expect(schedules.map(({ terraform }) => terraform['backend'])).toEqual(
    ['schedule', 'schedule-2', 'schedule-3'].map((id) => ({
      local: { path: `../../../.fargate-cron/state/test/${id}.tfstate` },
    })),
  );
});

test('a job in a further stack has the rights that it has in the first', () => {
  const stacks = synthesize(project(3, 12));
  const predicted = new Prediction(stacks);
  const { roles } = predicted;
  expect(roles.filter(({ arn }) => arn.endsWith('-schedule'))).toHaveLength(12);
  for (const { trust, policies, arn } of roles.filter((role) => role.arn.endsWith('-schedule'))) {
    expect([arn, JSON.stringify(trust)]).toEqual([
      arn,
      expect.stringContaining('arn:aws:scheduler:us-east-1:123456789012:schedule-group/acme-test"'),
    ]);
    expect([arn, JSON.stringify(policies)]).toEqual([
      arn,
      expect.stringContaining('arn:aws:sqs:us-east-1:123456789012:acme-test-undelivered"'),
    ]);
  }
  for (let index = 0; index < 12; index++) {
    expect(predicted.schedule(`job-${index}`).expression).toBe('rate(1 day)');
  }
});

test.each([
  [1, 21],
  [2, 4],
])('in %d stacks, one statement lets %d rules send to the queue', (scheduleStacks, rules) => {
  const { schedule } = synthesize(project(scheduleStacks, rules, 'rule'));
  expect(statementsOf(only(schedule, 'aws_sqs_queue_policy')['policy'])).toEqual([
    {
      Sid: 'Rules',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['sqs:SendMessage'],
      Resource: ['${aws_sqs_queue.dead-letter-queue.arn}'],
      Condition: {
        ArnLike: {
          'aws:SourceArn':
            'arn:${data.aws_partition.partition.partition}:events:us-east-1:${data.aws_caller_identity.caller.account_id}:rule/acme-test-*',
        },
      },
    },
  ]);
});

test('a further stack can be planned before the first is there, and not applied', () => {
  const stacks = synthesize(project(2, 8), 'test', 'network,task,schedule');
  const further = Object.entries(stacks).flatMap(([id, stack]) =>
    id === 'schedule-2' ? [stack] : [],
  );
  expect(further.map((stack) => only(stack, 'terraform_data')['lifecycle'])).toEqual([
    expect.objectContaining({ precondition: expect.anything() as unknown }),
  ]);
  expect(JSON.stringify(further)).not.toContain('terraform_remote_state');
});

test.each([0, 1.5, 101])('refuses %d schedule stacks', (scheduleStacks) => {
  expect(() =>
    loadSettings(configOf({}, { scheduleStacks }), { FARGATE_CRON_ENV: 'test' }),
  ).toThrow(`scheduleStacks: must be a whole number from 1 to 100 (stacks), got ${scheduleStacks}`);
});
