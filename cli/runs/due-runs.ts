import { previousTimes } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { AppliedTrigger } from '../deployed/trigger';
import { inSeconds } from '../terminal/moment';
import type { JobRun, JobRuns } from './job-run';
import { noRun } from './join-runs';
import { pauseAt, type Pause } from './pauses';

/** A job of every minute is due half a million times a year. */
export const mostDue = 20_000;

export interface DueOptions {
  readonly trigger: Omit<AppliedTrigger, 'target'>;
  /** What is known to have run. */
  readonly runs: readonly JobRun[];
  /** All runs since then are among them; nothing where there is no such time. */
  readonly since: JobRuns['since'];
  readonly pauses: readonly Pause[];
  /** How late a run may start. */
  readonly lateSeconds: number;
  readonly from: Date;
  readonly to: Date;
  readonly now: Date;
}

/**
 * The scheduled times at which nothing is known to have run, the newest first.
 *
 * What a schedule is, AWS says; what it was, nobody does. AWS says when it was made and when it was last
 * changed, which each deployment of the job does. Since that change it is known. Before it the schedule
 * is taken to have been the same as far back as at least half of its times have had a run: else a job
 * of every day that was made one of every hour would miss a thousand runs, and one that was repaired by
 * a deployment none. EventBridge does not say when a rule was changed.
 */
export function dueRuns(options: DueOptions): JobRun[] {
  const { trigger, runs, since, lateSeconds, from, to, now } = options;
  const parsed = parseScheduleExpression(trigger.expression, trigger.grammar);
  if (!parsed.ok) return [];
  const { startDate } = trigger;
  // A pause that ends by itself has the schedule begin then.
  const isResumed = options.pauses.some(({ to: end }) => end?.getTime() === startDate?.getTime());
  const fired = runs.filter(({ byHand }) => byHand === null).map(timeOf);
  const pauses = options.pauses.map((pause) => endedPause(pause, fired, options));
  const times = previousTimes(parsed.expression, {
    timeZone: trigger.timeZone,
    from: latest(from, trigger.createdAt, isResumed ? undefined : startDate),
    before: earliest(to, trigger.endDate, now),
    count: mostDue,
  });
  const known = new Set(runs.map((run) => timeOf(run).getTime()));
  const delivered = new Date(now.getTime() - lateSeconds * 1000);
  const begun = begunAt(trigger, times, { fired, pauses, now });
  // When a rule was switched off nobody knows, but that it was on when it fired last.
  const offSince = trigger.changedAt ?? fired.reduce((a, b) => latest(a, b), new Date(0));
  return times
    .filter((time) => !known.has(time.getTime()))
    .flatMap((time) => {
      const run = { ...noRun, scheduledTime: inSeconds(time) };
      const pause = pauseAt(pauses, time);
      if (pause !== undefined) return { ...run, outcome: 'paused', reason: pause.reason };
      const isDue = time >= begun && (trigger.enabled || time < offSince);
      if (!isDue || time > delivered) return [];
      return { ...run, outcome: since !== undefined && time >= since ? 'missed' : 'unknown' };
    });
}

function timeOf({ scheduledTime }: JobRun): Date {
  return new Date(scheduledTime);
}

// A firing may be under way when a job is paused.
const underWayMs = 60_000;

/** A deployment resumes a job without a note: the schedule is changed since the pause then, and fires. */
function endedPause(
  pause: Pause,
  fired: readonly Date[],
  { trigger: { enabled, startDate, changedAt }, now }: DueOptions,
): Pause {
  const { from, to } = pause;
  const isPaused = !enabled || (startDate !== undefined && startDate > now);
  const isByItself = to !== undefined && to.getTime() === startDate?.getTime();
  const isChanged = !isPaused && !isByItself && changedAt !== undefined && changedAt > from;
  const ends = [
    ...(isChanged ? [changedAt] : []),
    ...fired.filter((time) => time.getTime() > from.getTime() + underWayMs),
  ];
  return ends.reduce<Pause>((before, end) => ({ ...before, to: earliest(end, before.to) }), pause);
}

/** Since when the schedule is taken to have been what it is. */
function begunAt(
  { changedAt }: DueOptions['trigger'],
  times: readonly Date[],
  { fired, pauses, now }: Pick<DueOptions, 'pauses' | 'now'> & { readonly fired: readonly Date[] },
): Date {
  const ranAt = new Set(fired.map(Number));
  let begun = changedAt ?? now;
  let [ran, all] = [0, 0];
  for (const time of times.filter((each) => each < begun && !pauseAt(pauses, each))) {
    all += 1;
    if (!ranAt.has(time.getTime())) continue;
    ran += 1;
    if (2 * ran >= all) begun = time;
  }
  return begun;
}

function latest(first: Date, ...others: readonly (Date | undefined)[]): Date {
  return others.reduce<Date>(
    (last, time) => (time !== undefined && time > last ? time : last),
    first,
  );
}

function earliest(first: Date, ...others: readonly (Date | undefined)[]): Date {
  return others.reduce<Date>(
    (last, time) => (time !== undefined && time < last ? time : last),
    first,
  );
}
