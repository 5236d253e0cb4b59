import type { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import {
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  type GetScheduleCommandOutput,
  type GetScheduleOutput,
  type UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import { changeSchedule, type ScheduleState } from '../../../cli/pause/schedule-state';

const now = new Date('2026-11-24T00:00:00Z');
const past = new Date('2026-11-01T00:00:00Z');
const future = new Date('2026-12-01T00:00:00Z');
const name = { GroupName: 'acme-prod', Name: 'nightly' };
const target = { Arn: 'cluster', RoleArn: 'role', Input: '{}' };

/** Everything that a schedule may have, as GetSchedule answers. */
const schedule = {
  ...name,
  Arn: 'arn',
  CreationDate: past,
  LastModificationDate: past,
  $metadata: {},
  Description: 'Runs the job nightly',
  ScheduleExpression: 'cron(0 2 * * ? *)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  State: 'ENABLED' as const,
  EndDate: future,
  KmsKeyArn: 'key',
  FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 5 },
  ActionAfterCompletion: 'NONE' as const,
  Target: {
    ...target,
    EcsParameters: {
      TaskDefinitionArn: 'task',
      LaunchType: 'FARGATE' as const,
      CapacityProviderStrategy: [],
      Tags: [],
    },
  },
} satisfies GetScheduleCommandOutput;

function schedulerWith(found: GetScheduleOutput | Error) {
  const updates: UpdateScheduleInput[] = [];
  const client = new SchedulerClient({ region: 'eu-west-1' });
  const send = (command: GetScheduleCommand | UpdateScheduleCommand): Promise<object> => {
    const isUpdate = command instanceof UpdateScheduleCommand;
    expect(command.input).toEqual(isUpdate ? { ...command.input, ...name } : name);
    if (isUpdate) updates.push(command.input);
    return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
  };
  jest.spyOn(client as { send: typeof send }, 'send').mockImplementation(send);
  const set = (state: ScheduleState) => changeSchedule(client, name, () => state, now);
  return { updates, set };
}

test('all that a schedule has is kept, but for its state and empty lists', async () => {
  const { updates, set } = schedulerWith(schedule);
  await expect(set({ State: 'DISABLED', StartDate: undefined })).resolves.toBe(true);
  const { Arn, CreationDate, LastModificationDate, $metadata, ...kept } = schedule;
  expect(updates).toEqual([
    {
      ...kept,
      State: 'DISABLED',
      Target: { ...target, EcsParameters: { TaskDefinitionArn: 'task', LaunchType: 'FARGATE' } },
    },
  ]);
  expect([Arn, CreationDate, LastModificationDate, $metadata]).toHaveLength(4);
});

test('nothing is changed that is as it should be, or not there', async () => {
  const same = schedulerWith(schedule);
  await expect(same.set({ State: 'ENABLED', StartDate: undefined })).resolves.toBe(false);
  expect(same.updates).toEqual([]);
  const gone = schedulerWith(
    new ResourceNotFoundException({ message: '', $metadata: {}, Message: '' }),
  );
  await expect(gone.set({ State: 'DISABLED', StartDate: undefined })).resolves.toBe(false);
});

test('a date to begin at may be set and taken away', async () => {
  const { updates, set } = schedulerWith(schedule);
  await set({ State: 'ENABLED', StartDate: future });
  expect(updates[0]).toMatchObject({ State: 'ENABLED', StartDate: future });
  const paused = schedulerWith({ ...schedule, StartDate: future });
  await paused.set({ State: 'ENABLED', StartDate: undefined });
  expect(paused.updates[0]?.StartDate).toBeUndefined();
});

test('a date that has passed is left out, which AWS would refuse', async () => {
  const { updates, set } = schedulerWith({ ...schedule, StartDate: past });
  await set({ State: 'DISABLED', StartDate: past });
  expect(updates[0]?.StartDate).toBeUndefined();
});

test('a rate that counts from one cannot be changed', async () => {
  const rate = { ...schedule, ScheduleExpression: 'rate(1 day)', StartDate: past };
  const { updates, set } = schedulerWith(rate);
  await expect(set({ State: 'DISABLED', StartDate: past })).rejects.toThrow(
    'the schedule nightly counts from its startDate 2026-11-01T00:00:00Z, which has passed',
  );
  expect(updates).toEqual([]);
});
