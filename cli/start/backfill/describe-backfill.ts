import type { JobRun, Outcome } from '../../runs/job-run';
import { localMinute } from '../../terminal/local-minute';
import { duration } from '../../terminal/moment';
import { table } from '../../terminal/terminal';

/** What became of a scheduled time. */
export interface Backfilled extends Pick<
  JobRun,
  'scheduledTime' | 'durationSeconds' | 'exitCode' | 'reason'
> {
  /** What had become of it before. */
  readonly before: Outcome;
  /** `elsewhere`: somebody else has started it; `left`: nobody waits for it any more. */
  readonly outcome: Outcome | 'elsewhere' | 'left' | 'not started';
}

export function describeBackfill(runs: readonly Backfilled[], timeZone: string): string {
  if (runs.length === 0) return 'There is nothing to run again.';
  const rows = runs.map(({ scheduledTime, before, outcome, durationSeconds }) => [
    localMinute(scheduledTime, timeZone),
    before,
    outcome,
    durationSeconds === null ? '' : duration(durationSeconds),
  ]);
  return [
    table([timeZone, 'was', 'now', 'took'], rows),
    ...runs
      .filter(({ reason }) => reason !== null)
      .map(
        ({ scheduledTime, reason }) => `${localMinute(scheduledTime, timeZone)}: ${reason ?? ''}`,
      ),
  ].join('\n');
}
