import { Temporal } from 'temporal-polyfill';
import { nextRuns, type NextRunsOptions, type Run } from '../../stacks/rules/next-runs';
import type { ScheduleExpression } from '../../stacks/rules/schedule-expression';
import { duration } from '../terminal/moment';

/** A run, or a local time that is skipped, with its marks. */
export interface MarkedRun {
  readonly local: string;
  /** Nothing where daylight saving leaves the local time out. */
  readonly utc?: string;
  readonly marks: readonly string[];
}

/**
 * The next runs, marked where the UTC offset changes, where a local time is skipped or repeated, and
 * where the previous run may still be running.
 *
 * @param timeoutSeconds how long a run may take, if that is limited
 */
export function markedRuns(
  expression: ScheduleExpression,
  options: NextRunsOptions,
  timeoutSeconds?: number,
): MarkedRun[] {
  const runs = nextRuns(expression, options);
  const marked = runs.map((run, index) => {
    const before = runs[index - 1];
    return {
      ...run,
      marks: [
        ...clockMarks(run, before, options.timeZone, expression.kind),
        ...overlapMarks(run, before, timeoutSeconds),
      ],
    };
  });
  return leftOut(expression, options, runs).reduce<MarkedRun[]>(
    (all, time) => all.toSpliced(placeOf(time, all, options.timeZone), 0, time),
    marked,
  );
}

/** Runs ascend by UTC. A time that the clock skips has none, and stands where its local time would. */
function placeOf({ local }: MarkedRun, among: readonly MarkedRun[], timeZone: string): number {
  const skipped = Temporal.PlainDateTime.from(local);
  const before = skipped.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds;
  const next = among.findIndex(
    ({ local: other, utc }) =>
      (utc === undefined || Date.parse(utc) >= before) && other.slice(0, 19) > local,
  );
  return next === -1 ? among.length : next;
}

function clockMarks(
  run: Run,
  before: Run | undefined,
  timeZone: string,
  kind: ScheduleExpression['kind'],
): string[] {
  const offset = run.local.slice(19);
  const earlier = before?.local.slice(19) ?? offset;
  const local = Temporal.PlainDateTime.from(run.local.slice(0, 19));
  // A rate knows no local time, and runs at both of them.
  const [first, second] = (['earlier', 'later'] as const).map(
    (disambiguation) => local.toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds,
  );
  return [
    ...(offset === earlier ? [] : [`clock changed from ${earlier}`]),
    ...(first === second || kind === 'rate'
      ? []
      : ['this time comes twice: it runs the first time']),
  ];
}

function overlapMarks(run: Run, before: Run | undefined, timeoutSeconds?: number): string[] {
  if (before === undefined || timeoutSeconds === undefined) return [];
  const gapSeconds = (Date.parse(run.utc) - Date.parse(before.utc)) / 1000;
  return gapSeconds >= timeoutSeconds
    ? []
    : [`the previous run may still be running: it may take ${duration(timeoutSeconds)}`];
}

/** Times that the expression names and the clock skips, up to the last run. */
function leftOut(
  expression: ScheduleExpression,
  { timeZone, from, count }: NextRunsOptions,
  runs: readonly Run[],
): MarkedRun[] {
  const last = runs.at(-1);
  if (expression.kind !== 'cron' || last === undefined) return [];
  const local = Temporal.Instant.fromEpochMilliseconds(from.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime();
  // UTC skips nothing: read there, the expression names every local time.
  const named = nextRuns(expression, {
    timeZone: 'UTC',
    from: new Date(`${local.toString({ smallestUnit: 'second' })}Z`),
    // The clock skips an hour at most in a row of runs; some more to look past it.
    count: count + 60,
  });
  return named
    .map(({ utc }) => utc.slice(0, 19))
    .filter((time) => time < last.local.slice(0, 19) && isSkipped(time, timeZone))
    .map((time) => ({ local: time, marks: ['left out: the clock skips this time'] }));
}

function isSkipped(time: string, timeZone: string): boolean {
  const local = Temporal.PlainDateTime.from(time);
  return !local.toZonedDateTime(timeZone).toPlainDateTime().equals(local);
}
