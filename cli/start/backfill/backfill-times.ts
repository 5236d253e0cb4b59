import { previousTimes } from '../../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';
import type { AppliedTrigger } from '../../deployed/trigger';
import { mostDue } from '../../runs/due-runs';
import type { JobRun, JobRuns, Outcome } from '../../runs/job-run';
import { noRun } from '../../runs/join-runs';
import { inSeconds } from '../../terminal/moment';
import { UsageError } from '../../usage-error';

export interface BackfillRange {
  readonly from: Date;
  readonly to: Date;
}

/** Which runs are made again. */
export interface Wanted {
  readonly failed: boolean;
  readonly missing: boolean;
  /** What nothing is known of, which may have succeeded. */
  readonly unknown: boolean;
}

const failed: readonly Outcome[] = ['failed', 'timed-out', 'interrupted', 'stopped'];
const missing: readonly Outcome[] = ['missed', 'paused'];

/**
 * The scheduled times to run, the oldest first, each with what became of it so far. What lies before
 * all that is known of the schedule is unknown. A time that was skipped or replaced is left alone, as
 * `overlap` asks for that, and so is one that AWS may still deliver.
 *
 * @param leaderDone the only times at which a job that runs after another is due
 * @throws UsageError when the schedule has no times, or the range too many
 */
export function backfillTimes(
  { runs }: Pick<JobRuns, 'runs'>,
  { expression, grammar, timeZone }: Pick<AppliedTrigger, 'expression' | 'grammar' | 'timeZone'>,
  wanted: Wanted,
  { from, to }: BackfillRange,
  delivered: Date,
  leaderDone?: ReadonlySet<string>,
): JobRun[] {
  const parsed = parseScheduleExpression(expression, grammar);
  if (parsed.ok && parsed.expression.kind === 'rate') {
    throw new UsageError(
      `${expression} has no times that could be named: npx fargate-cron run --at starts one run as of a time`,
    );
  }
  const times = parsed.ok
    ? previousTimes(parsed.expression, { timeZone, from, before: to, count: mostDue + 1 })
    : [];
  if (times.length > mostDue) {
    throw new UsageError(
      `the range has more than ${mostDue} scheduled times: take a shorter one, and the rest after it`,
    );
  }
  const known = new Map(runs.map((run) => [run.scheduledTime, run]));
  const outcomes: readonly Outcome[] = [
    ...(wanted.failed ? failed : []),
    ...(wanted.missing ? missing : []),
    ...(wanted.unknown ? (['unknown'] as const) : []),
  ];
  return times
    .toReversed()
    .flatMap((time) => {
      const scheduledTime = inSeconds(time);
      const run = known.get(scheduledTime);
      const isDue = time <= delivered && (leaderDone?.has(scheduledTime) ?? true);
      if (run === undefined && !isDue) return [];
      return [run ?? { ...noRun, scheduledTime, outcome: 'unknown' as const }];
    })
    .filter(({ outcome }) => outcomes.includes(outcome));
}
