import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DeployedOutputs } from '../../../cli/deployed/outputs';
import { readTrigger } from '../../../cli/deployed/trigger';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';
import { account, answerFor, cluster, machineOf } from '../runs/fake-aws-runs';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const made = new Date('2026-11-01T00:00:00Z');
const scheduleArn = (job: string) => `arn:aws:scheduler:${account}:schedule/acme-test/${job}`;
const ruleArn = (name: string) => `arn:aws:events:${account}:rule/${name}`;
const dailyTarget = { Arn: machineOf('daily-crawl'), RoleArn: 'arn:role', Input: '{}' };

/** The trigger of a job with a state machine, whose trigger is said to be this one. */
function triggerOf(job: string, arn: string) {
  const outputs = {
    schedule_arns: { [job]: arn },
    state_machine_arns: {
      [job]: machineOf(job),
      'daily-crawl': machineOf('daily-crawl'),
    },
  };
  return readTrigger(settings, new DeployedOutputs('schedule', outputs), job);
}

beforeEach(() => {
  const schedule = {
    ...{ ScheduleExpression: 'rate(1 day)', CreationDate: made, LastModificationDate: made },
  };
  const ofMachine = { Arn: machineOf('crawl'), RoleArn: 'arn:role', Input: '{}' };
  const ofTask = { Arn: cluster, RoleArn: 'arn:role', EcsParameters: {} };
  answerFor({
    schedules: {
      crawl: { ...schedule, Target: ofMachine },
      'daily-crawl': { ...schedule, Target: dailyTarget },
      nightly: { ...schedule, Target: ofTask },
    },
  });
  const answers: Readonly<Record<string, object>> = {
    DescribeRuleCommand: { ScheduleExpression: 'rate(1 day)' },
    ListTargetsByRuleCommand: { Targets: [dailyTarget] },
  };
  jest
    .spyOn(EventBridgeClient.prototype as { send: unknown }, 'send' as never)
    .mockImplementation(((sent: object) =>
      Promise.resolve(answers[sent.constructor.name])) as never);
});

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['schedule', scheduleArn('crawl'), 'crawl'],
  ['rule', ruleArn('acme-test-daily-crawl'), 'daily-crawl'],
  // It is to start its state machine, and has not been changed yet.
  ['schedule that starts a task', scheduleArn('nightly'), 'nightly'],
])('the %s of another starts the state machine of a job in the end', async (_, arn, first) => {
  const { target, ...trigger } = await triggerOf('report', arn);
  expect(trigger).toMatchObject({ first, expression: 'rate(1 day)', enabled: true });
  expect([trigger.createdAt, trigger.changedAt]).toEqual([undefined, undefined]);
  expect(target).toMatchObject({ arn: machineOf('report'), roleArn: undefined, ecs: undefined });
  expect(target).not.toHaveProperty('deadLetterQueueArn');
  expect(target.input('2026-11-20T00:00:00Z')).toBe('{"scheduledTime":"2026-11-20T00:00:00Z"}');
});

test.each([
  ['schedule', 'crawl', scheduleArn('crawl'), machineOf('crawl')],
  ['rule', 'daily-crawl', ruleArn('acme-test-daily-crawl'), machineOf('daily-crawl')],
  // Its state machine has just been made.
  ['schedule that starts a task', 'nightly', scheduleArn('nightly'), cluster],
])('the %s of its own is what is applied', async (_, job, arn, started) => {
  const { target, first } = await triggerOf(job, arn);
  expect(target).toMatchObject({ arn: started, roleArn: 'arn:role' });
  expect(first).toBeUndefined();
});

test.each([
  ['schedule', scheduleArn('daily-crawl')],
  ['rule', ruleArn('acme-test-daily-crawl')],
])('the %s of one whose name ends like the job is not its own', async (_, arn) => {
  const { target } = await triggerOf('crawl', arn);
  expect(target).toMatchObject({ arn: machineOf('crawl'), roleArn: undefined });
});
