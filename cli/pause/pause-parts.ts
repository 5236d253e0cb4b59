import {
  DescribeAlarmsCommand,
  DisableAlarmActionsCommand,
  EnableAlarmActionsCommand,
  type CloudWatchClient,
} from '@aws-sdk/client-cloudwatch';
import {
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import type { SchedulerClient } from '@aws-sdk/client-scheduler';
import { changeSchedule, type ScheduleName, type ScheduleState } from './schedule-state';

/** What fires for a job, and what tells that it did not. */
export interface PauseParts {
  readonly scheduler: SchedulerClient;
  readonly events: EventBridgeClient;
  readonly cloudWatch: CloudWatchClient;
  /** The schedule or rule of the job. */
  readonly trigger: ScheduleName | { readonly Rule: string };
  /** The schedule that looks for missing runs; it may not be there. */
  readonly watch: ScheduleName;
  /** The alarm for missing runs; it may not be there. */
  readonly alarm: string;
}

/** Whether the job has an alarm for missing runs, and whether that tells anybody. */
export async function readAlarm({
  cloudWatch,
  alarm,
}: PauseParts): Promise<'none' | 'on' | 'silent'> {
  const { MetricAlarms: [found] = [] } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNames: [alarm], AlarmTypes: ['MetricAlarm'] }),
  );
  if (found === undefined) return 'none';
  return found.ActionsEnabled === false ? 'silent' : 'on';
}

/** How a job and what watches it are to be. */
export interface Firing {
  /** Given the date that a schedule begins at. */
  readonly schedule: (begins: Date | undefined) => ScheduleState;
  /** Whether its rule fires, and the alarm tells. */
  readonly on: boolean;
}

/** @returns whether anything was different */
export async function setFiring(
  parts: PauseParts,
  { schedule, on }: Firing,
  now: Date,
): Promise<boolean> {
  const { scheduler, events, cloudWatch, trigger, watch, alarm } = parts;
  const change = ({ StartDate }: { readonly StartDate?: Date | undefined }) => schedule(StartDate);
  const ofJob =
    'Rule' in trigger
      ? await setRule(events, trigger.Rule, on)
      : await changeSchedule(scheduler, trigger, change, now);
  const ofWatch = await changeSchedule(scheduler, watch, change, now);
  const Alarm = on ? EnableAlarmActionsCommand : DisableAlarmActionsCommand;
  const ofAlarm = (await readAlarm(parts)) === (on ? 'silent' : 'on');
  if (ofAlarm) await cloudWatch.send(new Alarm({ AlarmNames: [alarm] }));
  return ofJob || ofWatch || ofAlarm;
}

async function setRule(events: EventBridgeClient, Name: string, on: boolean): Promise<boolean> {
  const { State } = await events.send(new DescribeRuleCommand({ Name }));
  if ((State === 'ENABLED') === on) return false;
  await events.send(on ? new EnableRuleCommand({ Name }) : new DisableRuleCommand({ Name }));
  return true;
}
