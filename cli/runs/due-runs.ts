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
  const { trigger, runs, since, pauses, lateSeconds, from, to, now } = options;
  const parsed = parseScheduleExpression(trigger.expression, trigger.grammar);
  if (!parsed.ok) return [];
  const { startDate } = trigger;
  // A pause that ends by itself has the schedule begin then.
  const isResumed = pauses.some(({ to: end }) => end?.getTime() === startDate?.getTime());
  const times = previousTimes(parsed.expression, {
    timeZone: trigger.timeZone,
    from: latest(from, trigger.createdAt, isResumed ? undefined : startDate),
    before: earliest(to, trigger.endDate, now),
    count: mostDue,
  });
  const known = new Set(runs.map(({ scheduledTime }) => Date.parse(scheduledTime)));
  const delivered = new Date(now.getTime() - lateSeconds * 1000);
  const begun = begunAt(trigger, times, options);
  const changed = trigger.changedAt ?? now;
  return times
    .filter((time) => !known.has(time.getTime()))
    .flatMap((time) => {
      const run = { ...noRun, scheduledTime: inSeconds(time) };
      const pause = pauseAt(pauses, time);
      if (pause !== undefined) return { ...run, outcome: 'paused', reason: pause.reason };
      const isDue = time >= begun && (trigger.enabled || time < changed);
      if (!isDue || time > delivered) return [];
      return { ...run, outcome: since !== undefined && time >= since ? 'missed' : 'unknown' };
    });
}

/** Since when the schedule is taken to have been what it is. */
function begunAt(
  { changedAt }: DueOptions['trigger'],
  times: readonly Date[],
  { runs, pauses, now }: DueOptions,
): Date {
  const fired = new Set(
    runs
      .filter(({ byHand }) => byHand === null)
      .map(({ scheduledTime }) => Date.parse(scheduledTime)),
  );
  let begun = changedAt ?? now;
  let [ran, all] = [0, 0];
  for (const time of times.filter((each) => each < begun && !pauseAt(pauses, each))) {
    all += 1;
    if (!fired.has(time.getTime())) continue;
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
