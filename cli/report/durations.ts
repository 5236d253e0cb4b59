import { duration } from '../terminal/moment';
import type { JobRun } from '../runs/job-run';

/** Runs whose durations are compared with those before them. */
const recent = 5;
/** Less is no trend. */
const least = 0.1;

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** The seconds of runs that ended, the newest first. */
export function timed(runs: readonly JobRun[]): { run: JobRun; value: number }[] {
  return runs.flatMap((run) =>
    run.durationSeconds === null || run.outcome === 'running' || run.outcome === 'skipped'
      ? []
      : [{ run, value: run.durationSeconds }],
  );
}

/** The seconds of runs that were done, the newest first. */
export function secondsDone(runs: readonly JobRun[]): number[] {
  return timed(runs)
    .filter(({ run }) => run.outcome === 'done')
    .map(({ value }) => value);
}

/** `median 3 min 2 s; the last 5 took 20 % longer than those before` */
export function describeDurations(runs: readonly JobRun[]): string {
  const done = secondsDone(runs);
  const middle = median(done);
  if (middle === undefined) return 'no run that was done';
  const [now, before] = [median(done.slice(0, recent)), median(done.slice(recent))];
  const change = now === undefined || !before ? 0 : now / before - 1;
  const trend =
    done.length < 2 * recent
      ? ''
      : Math.abs(change) < least
        ? `; the last ${recent} took as long as those before`
        : `; the last ${recent} took ${Math.round(Math.abs(change) * 100)} % ${change > 0 ? 'longer' : 'less'} than those before`;
  return `median ${duration(middle)}${trend}`;
}
