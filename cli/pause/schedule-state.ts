import {
  GetScheduleCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  type GetScheduleOutput,
  type SchedulerClient,
  type Target,
  type UpdateScheduleInput,
} from '@aws-sdk/client-scheduler';
import { Failure } from '../failure';
import { inSeconds } from '../terminal/moment';

/** Where a schedule is. */
export interface ScheduleName {
  readonly GroupName: string;
  readonly Name: string;
}

/** Whether a schedule fires, and from when on. */
export interface ScheduleState {
  readonly State: 'ENABLED' | 'DISABLED';
  readonly StartDate: Date | undefined;
}

/**
 * Changes whether a schedule fires and nothing else of it.
 *
 * @param change makes the new state of the old one
 * @returns whether there was anything to change; false where there is no such schedule
 */
export async function changeSchedule(
  client: SchedulerClient,
  name: ScheduleName,
  change: (schedule: GetScheduleOutput) => ScheduleState,
  now: Date,
): Promise<boolean> {
  let schedule: GetScheduleOutput;
  try {
    schedule = await client.send(new GetScheduleCommand(name));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return false;
    throw error;
  }
  const state = change(schedule);
  if (state.State === schedule.State && +(state.StartDate ?? 0) === +(schedule.StartDate ?? 0)) {
    return false;
  }
  await client.send(new UpdateScheduleCommand(updateOf(schedule, name, state, now)));
  return true;
}

/**
 * UpdateSchedule takes all values, also those that are left out, in place of those that there are.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
 */
function updateOf(
  schedule: GetScheduleOutput,
  name: ScheduleName,
  { State, StartDate }: ScheduleState,
  now: Date,
): UpdateScheduleInput {
  const { ScheduleExpression, FlexibleTimeWindow, Target } = schedule;
  return {
    ...name,
    ScheduleExpression,
    ScheduleExpressionTimezone: schedule.ScheduleExpressionTimezone,
    StartDate: StartDate === undefined ? undefined : takenDate(StartDate, schedule, now),
    EndDate: schedule.EndDate,
    Description: schedule.Description,
    KmsKeyArn: schedule.KmsKeyArn,
    FlexibleTimeWindow,
    Target: Target && withoutEmptyLists(Target),
    ActionAfterCompletion: schedule.ActionAfterCompletion,
    State,
  };
}

/** AWS takes no date that has passed, see `begins` of the settings. Only a rate counts from it. */
function takenDate(
  date: Date,
  { Name = '', ScheduleExpression = '' }: GetScheduleOutput,
  now: Date,
): Date | undefined {
  if (date > now) return date;
  if (!ScheduleExpression.startsWith('rate')) return undefined;
  throw new Failure(
    `the schedule ${Name} counts from its startDate ${inSeconds(date)}, which has passed, and AWS changes no such schedule: take startDate out of config.ts, or write the time of the next run, and deploy`,
  );
}

/** AWS may answer with an empty list where there is none, and takes no launch type beside a list. */
function withoutEmptyLists(target: Target): Target {
  const { EcsParameters: ecs } = target;
  if (ecs === undefined) return target;
  const filled = Object.entries(ecs).filter(
    ([, value]: [string, unknown]) => !(Array.isArray(value) && value.length === 0),
  );
  return { ...target, EcsParameters: Object.fromEntries(filled) as unknown as typeof ecs };
}
