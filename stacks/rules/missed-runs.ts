import { firingGaps, type FiringGaps } from './firing-gaps';
import { parseScheduleExpression, type Grammar } from './schedule-expression';

// Scheduler starts a target within the minute, the event of the start follows within seconds, and its
// count within a few minutes; one count that never comes must not raise an alarm every five minutes.
// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
const graceSeconds = 6 * 60;
// In which a run begins whose first delivery succeeds.
const promptSeconds = 3 * 60;

/** When a job fires, and how late it may start. */
export interface Firing {
  readonly schedule: string;
  readonly trigger: Grammar;
  /** IANA name of the zone the schedule is read in. */
  readonly timeZone: string;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly flexibleWindowMinutes?: number | undefined;
  readonly delivery: { readonly maxAgeSeconds: number };
}

/** How long an alarm waits: it counts the starts of each period, and tells when so many have none. */
export interface Silence {
  readonly periodSeconds: number;
  readonly periods: number;
}

// A day at most with periods of less than an hour, seven with longer ones; the shorter a period, the
// sooner the alarm tells.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
const ranges = [
  { periodSeconds: 60, mostSeconds: 2 * 3600 },
  { periodSeconds: 300, mostSeconds: 86_400 },
  { periodSeconds: 3600, mostSeconds: 7 * 86_400 },
] as const;

/**
 * How long a job has to be silent for an alarm to tell: the longest time between two firings and a
 * grace.
 *
 * @returns nothing for a job whose runs are looked for one by one, since an alarm would tell too late or
 * untruly: one that pauses (its longest gap is more than twice its shortest) or fires so seldom that no
 * alarm looks back far enough, that has a year or a date to begin or end with, or that fires once
 */
export function silenceOf(firing: Firing): Silence | undefined {
  const { startDate, endDate, flexibleWindowMinutes = 0 } = firing;
  const { shortest, longest } = gapsOf(firing);
  if (startDate !== undefined || endDate !== undefined || longest > 2 * shortest) return undefined;
  const seconds = longest + flexibleWindowMinutes * 60 + graceSeconds;
  return ranges
    .map(({ periodSeconds, mostSeconds }) => ({
      periodSeconds,
      mostSeconds,
      periods: Math.ceil(seconds / periodSeconds),
    }))
    .filter(({ periodSeconds, mostSeconds, periods }) => periods * periodSeconds <= mostSeconds)
    .map(({ periodSeconds, periods }) => ({ periodSeconds, periods }))[0];
}

/** In which time the start of one run is looked for, in seconds from its scheduled time. */
export interface RunWindow {
  readonly lookBackSeconds: number;
  readonly withinSeconds: number;
  /** Until the starts in that time are counted. */
  readonly waitSeconds: number;
  /** In which starts are counted. */
  readonly periodSeconds: number;
}

// At most 1,440 values are given, and none of a minute after 15 days, of five after 63.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
const mostValues = 1440;
const countedPeriods = [60, 300, 3600, 86_400] as const;

/** When a run must have begun: before Scheduler gives up, and before the next one is due. */
export function runWindow(firing: Firing): RunWindow {
  const { trigger, schedule, startDate, delivery, flexibleWindowMinutes = 0 } = firing;
  const { shortest } = gapsOf(firing);
  const latest = flexibleWindowMinutes * 60 + delivery.maxAgeSeconds + promptSeconds;
  const withinSeconds = Math.max(promptSeconds, Math.min(latest, shortest));
  const parsed = parseScheduleExpression(schedule, trigger);
  const isRate = parsed.ok && parsed.expression.kind === 'rate';
  // Without a date to start from, a rate counts from when its schedule was made, so that the schedule
  // of the watch may be up to a whole period behind the job's.
  const lookBackSeconds = isRate && startDate === undefined ? shortest : 0;
  const span = lookBackSeconds + withinSeconds;
  return {
    lookBackSeconds,
    withinSeconds,
    waitSeconds: withinSeconds + graceSeconds,
    periodSeconds: countedPeriods.find((period) => span / period < mostValues) ?? countedPeriods[3],
  };
}

function gapsOf({ schedule, trigger, timeZone }: Firing): FiringGaps {
  const parsed = parseScheduleExpression(schedule, trigger);
  return parsed.ok
    ? firingGaps(parsed.expression, timeZone)
    : { shortest: Infinity, longest: Infinity };
}

const watchSuffix = '_watch';

/** Name of what looks for missed runs, of a job or of a project: no job's name has an underscore. */
export function watchName(of: string): string {
  return `${of}${watchSuffix}`;
}

/** The job, or the project, that something with such a name looks after. */
export function watchedJob(name: string): string | undefined {
  return name.endsWith(watchSuffix) ? name.slice(0, -watchSuffix.length) : undefined;
}
