import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { setFiring, type PauseParts } from '../../../cli/pause/pause-parts';

const now = new Date('2026-11-24T00:00:00Z');
const notFound = new ResourceNotFoundException({ message: '', Message: '', $metadata: {} });

interface Fakes {
  readonly schedules?: Readonly<Record<string, string>>;
  readonly rule?: string;
  readonly alarm?: boolean;
}

/** AWS in this state, and what is changed in it: the command, and what it names. */
function awsWith({ schedules = {}, rule, alarm }: Fakes) {
  const changed: string[] = [];
  const [scheduler, events, cloudWatch] = [
    new SchedulerClient({ region: 'eu-west-1' }),
    new EventBridgeClient({ region: 'eu-west-1' }),
    new CloudWatchClient({ region: 'eu-west-1' }),
  ];
  const send = (command: { input: object; constructor: { name: string } }): Promise<object> => {
    if (command instanceof GetScheduleCommand) {
      const State = schedules[command.input.Name ?? ''];
      return State === undefined
        ? Promise.reject(notFound)
        : Promise.resolve({ State, ScheduleExpression: 'rate(1 day)' });
    }
    if (command instanceof DescribeRuleCommand) return Promise.resolve({ State: rule });
    if (command instanceof DescribeAlarmsCommand) {
      const MetricAlarms = alarm === undefined ? [] : [{ ActionsEnabled: alarm }];
      return Promise.resolve({ MetricAlarms });
    }
    const { Name, State, AlarmNames } = command.input as Record<string, string>;
    changed.push([command.constructor.name, Name ?? AlarmNames, State].flat().join(' ').trim());
    return Promise.resolve({});
  };
  for (const client of [scheduler, events, cloudWatch]) {
    jest.spyOn(client as unknown as { send: typeof send }, 'send').mockImplementation(send);
  }
  const parts: PauseParts = {
    scheduler,
    events,
    cloudWatch,
    trigger: rule === undefined ? { GroupName: 'g', Name: 'nightly' } : { Rule: 'acme-nightly' },
    watch: { GroupName: 'g', Name: 'nightly_watch' },
    alarm: 'acme-nightly-did-not-run',
  };
  const set = (on: boolean) =>
    setFiring(
      parts,
      { on, schedule: (StartDate) => ({ State: on ? 'ENABLED' : 'DISABLED', StartDate }) },
      now,
    );
  return { changed, set };
}

test('a schedule and its alarm', async () => {
  const { changed, set } = awsWith({ schedules: { nightly: 'ENABLED' }, alarm: true });
  await expect(set(false)).resolves.toBe(true);
  expect(changed).toEqual([
    'UpdateScheduleCommand nightly DISABLED',
    'DisableAlarmActionsCommand acme-nightly-did-not-run',
  ]);
});

test('a schedule and the one that watches it', async () => {
  const { changed, set } = awsWith({
    schedules: { nightly: 'DISABLED', nightly_watch: 'DISABLED' },
  });
  await expect(set(true)).resolves.toBe(true);
  expect(changed).toEqual([
    'UpdateScheduleCommand nightly ENABLED',
    'UpdateScheduleCommand nightly_watch ENABLED',
  ]);
});

test('a rule and its alarm', async () => {
  const paused = awsWith({ rule: 'ENABLED', alarm: true });
  await paused.set(false);
  expect(paused.changed).toEqual([
    'DisableRuleCommand acme-nightly',
    'DisableAlarmActionsCommand acme-nightly-did-not-run',
  ]);
  const resumed = awsWith({ rule: 'DISABLED', alarm: false });
  await resumed.set(true);
  expect(resumed.changed).toEqual([
    'EnableRuleCommand acme-nightly',
    'EnableAlarmActionsCommand acme-nightly-did-not-run',
  ]);
});

test('what is as it should be is left alone, and the rest is made up for', async () => {
  const done = awsWith({ schedules: { nightly: 'DISABLED' }, alarm: false });
  await expect(done.set(false)).resolves.toBe(false);
  expect(done.changed).toEqual([]);
  const half = awsWith({ schedules: { nightly: 'DISABLED' }, alarm: true });
  await expect(half.set(false)).resolves.toBe(true);
  expect(half.changed).toEqual(['DisableAlarmActionsCommand acme-nightly-did-not-run']);
});
