import validate from 'asl-validator';
import { execute } from '../../../../local/fargate/states-language';
import type { Config, JobConfig } from '../../../../stacks/config/config';
import { watchDefinition, type WatchInput } from '../../../../stacks/schedule/alarms/watch';
import { configOf, synthesize, type Synthesized } from '../../../synthesis';

const alarms = { email: 'jobs@example.com' };
const scheduledTime = '2026-11-27T23:00:00Z';
const weekly = { schedule: 'cron(0 23 ? * FRI *)' };

function scheduleOf(job: Partial<JobConfig>, of: NonNullable<Config['alarms']> = alarms) {
  return synthesize(configOf(job, { alarms: of })).schedule;
}

function watchesOf(job: Partial<JobConfig>) {
  return Object.values(scheduleOf(job).resource['aws_scheduler_schedule'] ?? {}).filter(
    ({ name }) => String(name).endsWith('_watch'),
  );
}

function machinesOf({ resource }: Synthesized): unknown[] {
  return Object.values(resource['aws_sfn_state_machine'] ?? {}).map(({ name }) => name);
}

/** What a watch of the job is started with. */
function inputOf(job: Partial<JobConfig>): WatchInput {
  const target = watchesOf(job)[0]?.['target'] as { input: string };
  const text = target.input.replaceAll(/\$\{[^}]*\}/g, 'the-rule');
  const input = JSON.parse(text) as WatchInput;
  expect(input.scheduledTime).toBe('<aws.scheduler.scheduled-time>');
  return { ...input, scheduledTime };
}

/** What SNS hands to mailboxes, and to all others. */
interface Message {
  readonly email: string;
  readonly default: string;
}

/** What people are told when runs of the job began some hours from its scheduled time. */
async function toldOf(job: Partial<JobConfig>, hours: readonly number[]): Promise<string[]> {
  const input = inputOf(job);
  const due = Date.parse(scheduledTime);
  const starts = hours.map((each) => due + each * 3_600_000);
  const told: string[] = [];
  const publish = (args: Readonly<Record<string, unknown>>) => {
    expect(args['MessageStructure']).toBe('json');
    const { email, default: message } = JSON.parse(String(args['Message'])) as Message;
    expect(JSON.parse(message)).toEqual({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'The job nightly did not run',
        description: email,
      },
    });
    told.push(email);
    return Promise.resolve({});
  };
  let now = due;
  await execute(
    watchDefinition('arn:topic', 'aws'),
    { Execution: { Id: 'arn:execution', Input: input } },
    {
      wait: (seconds) => {
        now += seconds * 1000;
        return Promise.resolve();
      },
      call: (resource, args) => {
        if (resource.endsWith('sns:publish')) return publish(args);
        expect(resource).toBe('arn:aws:states:::aws-sdk:cloudwatch:getMetricStatistics');
        expect(args).toMatchObject({
          Namespace: 'AWS/Events',
          MetricName: 'Invocations',
          Dimensions: [{ Name: 'RuleName', Value: 'the-rule' }],
        });
        const from = Date.parse(String(args['StartTime']));
        const to = Date.parse(String(args['EndTime']));
        const period = Number(args['Period']) * 1000;
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
        expect((to - from) / period).toBeLessThanOrEqual(1440);
        expect(from % period).toBe(0);
        // It takes minutes until a start is counted.
        expect(to).toBeLessThanOrEqual(now - 5 * 60_000);
        // A value has the time at which its period begins, and that must lie within the range.
        const periods = starts
          .map((start) => Math.floor(start / period) * period)
          .filter((start) => start >= from && start < to);
        return Promise.resolve({
          // A value of zero is none.
          Datapoints: [
            ...[...new Set(periods)].map((Timestamp) => ({ Timestamp, Sum: 2 })),
            { Timestamp: from, Sum: 0 },
          ],
        });
      },
    },
  );
  return told;
}

test.each<[string, Partial<JobConfig>, number]>([
  ['a weekly job', weekly, 1],
  ['a job of every quarter', { schedule: 'cron(0 0 1 1/3 ? *)' }, 1],
  ['a job that runs once', { schedule: 'at(2027-01-31T18:00:00)' }, 1],
  ['a weekly job on a rule', { ...weekly, trigger: 'rule' }, 1],
  ['a daily job that ends', { endDate: '2099-01-31T18:00:00Z' }, 1],
  ['a job of the working days of a year', { schedule: 'cron(0 18 ? * MON-FRI 2027)' }, 1],
  ['a job that pauses at night', { schedule: 'cron(0/5 9-17 * * ? *)' }, 1],
  ['a job of working days', { schedule: 'cron(0 18 ? * MON-FRI *)' }, 1],
  ['a daily job, which an alarm sees missing', {}, 0],
  ['a job that is switched off', { ...weekly, enabled: false }, 0],
])('%s has as many watches', (_, job, count) => {
  expect(watchesOf(job)).toHaveLength(count);
});

test('there is no watch where nobody is told, or not of missed runs', () => {
  const without = scheduleOf(weekly, { ...alarms, missedRuns: false });
  expect(machinesOf(without)).toEqual(['acme-test_notify']);
  const schedules = synthesize(configOf(weekly)).schedule.resource['aws_scheduler_schedule'] ?? {};
  expect(Object.values(schedules).map(({ name }) => name)).toEqual(['nightly']);
});

test('the watch fires when the job does', () => {
  const job = {
    ...weekly,
    timeZone: 'America/New_York',
    startDate: '2027-01-01T00:00:00Z',
    endDate: '2028-01-01T00:00:00Z',
  };
  expect(watchesOf(job)).toMatchObject([
    {
      name: 'nightly_watch',
      schedule_expression: weekly.schedule,
      schedule_expression_timezone: job.timeZone,
      start_date: job.startDate,
      end_date: job.endDate,
    },
  ]);
});

test('the definition is one that Step Functions takes', () => {
  const schedule = scheduleOf(weekly);
  expect(machinesOf(schedule).sort()).toEqual(['acme-test_notify', 'acme-test_watch']);
  const machines = Object.values(schedule.resource['aws_sfn_state_machine'] ?? {});
  const machine = machines.find(({ name }) => name === 'acme-test_watch');
  const definition = JSON.parse(String(machine?.['definition'])) as object;
  expect(validate(definition)).toMatchObject({ isValid: true, errors: [] });
});

const message = `The job nightly should have run at ${scheduledTime} and was not started in time.`;
const pausing = { schedule: 'cron(0/5 9-23 * * ? *)' };

test.each<[string, Partial<JobConfig>, number[], string[]]>([
  ['that began at once', weekly, [0.02], []],
  ['that began at the last moment of its delivery', weekly, [1.02], []],
  ['that never began', weekly, [], [message]],
  ['after one of a week ago', weekly, [-168, -167.9], [message]],
  ['after one that somebody started a minute before', weekly, [-0.02], [message]],
  ['at half past that never began', { schedule: 'cron(30 23 ? * FRI *)' }, [], [message]],
  ['with a wide window', { ...weekly, flexibleWindowMinutes: 1440 }, [24.9], []],
  ['of every few minutes', pausing, [0.02], []],
  ['of every few minutes, between two others', pausing, [-0.05, 0.09], [message]],
  ['with a rate, out of step', { schedule: 'rate(14 days)' }, [-13 * 24], []],
  ['with a rate, after one too long ago', { schedule: 'rate(14 days)' }, [-16 * 24], [message]],
  ['with a long rate', { schedule: 'rate(1000 days)' }, [-999 * 24], []],
])('of a run %s people are told what is true', async (_, job, hours, told) => {
  await expect(toldOf(job, hours)).resolves.toEqual(told);
});
