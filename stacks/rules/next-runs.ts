import { Temporal } from 'temporal-polyfill';
import { daysOf } from './cron-days';
import type { CronFields } from './cron-fields';
import type { ScheduleExpression } from './schedule-expression';

// Schedules end with the last year that a cron expression can name.
const end = Date.UTC(2200, 0);

/** One firing of a schedule. */
export interface Run {
  /** `2026-11-27T23:00:00Z` */
  readonly utc: string;
  /** The same moment on the clock of the schedule's zone: `2026-11-27T18:00:00-05:00`. */
  readonly local: string;
}

export interface NextRunsOptions {
  /** IANA name of the zone the expression is read in. */
  readonly timeZone: string;
  /** The first moment that counts; a run at this very moment is the first one. */
  readonly from: Date;
  /** How many runs to give at most. */
  readonly count: number;
  /**
   * First moment the schedule may fire. A rate counts from it.
   * @default - `from`
   */
  readonly startDate?: Date | undefined;
  /**
   * Last moment the schedule may fire.
   * @default - never ends
   */
  readonly endDate?: Date | undefined;
}

/**
 * When a schedule fires next. A local time that daylight saving leaves out is skipped; one that it
 * brings twice fires once, the first time.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
export function nextRuns(expression: ScheduleExpression, options: NextRunsOptions): Run[] {
  const { timeZone, count, startDate, endDate } = options;
  const from = nextSecond(options.from);
  const start = startDate === undefined ? from : nextSecond(startDate);
  const first = Temporal.Instant.compare(start, from) > 0 ? start : from;
  const runs: Run[] = [];
  for (const time of forwards(expression, timeZone, first, start)) {
    if (runs.length >= count) break;
    if (endDate !== undefined && time.epochMilliseconds > endDate.getTime()) break;
    runs.push(runAt(time, timeZone));
  }
  return runs;
}

/**
 * The latest firing at or before a moment; nothing if there was none. Of a rate without a start date
 * nobody can tell from outside; the moment's own minute stands for it.
 */
export function previousRun(
  expression: ScheduleExpression,
  { timeZone, before }: { timeZone: string; before: Date },
): Run | undefined {
  const limit = instant(before);
  if (expression.kind === 'rate') {
    return runAt(limit.round({ smallestUnit: 'minute', roundingMode: 'floor' }), timeZone);
  }
  const times =
    expression.kind === 'at'
      ? onClock(Temporal.PlainDateTime.from(expression.localTime), timeZone)
      : cronTimes(expression.fields, timeZone, limit, -1);
  for (const time of times) {
    if (Temporal.Instant.compare(time, limit) <= 0) return runAt(time, timeZone);
  }
  return undefined;
}

function* forwards(
  expression: ScheduleExpression,
  timeZone: string,
  first: Temporal.Instant,
  start: Temporal.Instant,
): Generator<Temporal.Instant> {
  if (expression.kind === 'rate') {
    const period = expression.minutes * 60_000;
    const missed = Math.ceil((first.epochMilliseconds - start.epochMilliseconds) / period);
    let time = start.epochMilliseconds + missed * period;
    for (; time < end; time += period) yield Temporal.Instant.fromEpochMilliseconds(time);
    return;
  }
  const times =
    expression.kind === 'at'
      ? onClock(Temporal.PlainDateTime.from(expression.localTime), timeZone)
      : cronTimes(expression.fields, timeZone, first, 1);
  for (const time of times) {
    if (Temporal.Instant.compare(time, first) >= 0) yield time;
  }
}

/** Every firing from the day of a moment on, forwards or backwards. */
function* cronTimes(
  fields: CronFields,
  timeZone: string,
  moment: Temporal.Instant,
  direction: 1 | -1,
): Generator<Temporal.Instant> {
  const local = moment.toZonedDateTimeISO(timeZone);
  const forward = direction === 1;
  const ordered = (values: readonly number[]): readonly number[] =>
    forward ? values : values.toReversed();
  // Backwards the times of the first day all stay: before a second 01:10 comes the first 01:45.
  const passed = forward ? local.hour * 60 + local.minute : 0;

  for (const year of ordered(fields.years)) {
    if ((year - local.year) * direction < 0) continue;
    for (const month of ordered(fields.months)) {
      for (const day of ordered(daysOf(fields, year, month))) {
        const days =
          Date.UTC(year, month - 1, day) - Date.UTC(local.year, local.month - 1, local.day);
        if (days * direction < 0) continue;
        for (const hour of ordered(fields.hours)) {
          for (const minute of ordered(fields.minutes)) {
            if (days === 0 && hour * 60 + minute < passed) continue;
            yield* onClock(new Temporal.PlainDateTime(year, month, day, hour, minute), timeZone);
          }
        }
      }
    }
  }
}

/** The moment of a local time, or none where the clock leaves it out. */
function onClock(local: Temporal.PlainDateTime, timeZone: string): Temporal.Instant[] {
  const time = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return time.toPlainDateTime().equals(local) ? [time.toInstant()] : [];
}

/** A run's time has whole seconds; none is before the moment that was asked for. */
function nextSecond(date: Date): Temporal.Instant {
  return instant(date).round({ smallestUnit: 'second', roundingMode: 'ceil' });
}

function instant(date: Date): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(date.getTime());
}

function runAt(time: Temporal.Instant, timeZone: string): Run {
  return {
    utc: time.toString({ smallestUnit: 'second' }),
    local: time.toZonedDateTimeISO(timeZone).toString({
      smallestUnit: 'second',
      timeZoneName: 'never',
    }),
  };
}
