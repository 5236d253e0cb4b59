import { Temporal } from 'temporal-polyfill';
import { daysOf } from './cron-days';
import type { CronFields } from './cron-fields';
import type { ScheduleExpression } from './schedule-expression';

// Schedules end with the last year that a cron expression can name.
const end = Date.UTC(2200, 0);
const dayMs = 86_400_000;

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
  return nextTimes(expression, options).map((time) => runAt(time.getTime(), options.timeZone));
}

/** The same without its texts, which take longer than all the rest. */
export function nextTimes(expression: ScheduleExpression, options: NextRunsOptions): Date[] {
  const { timeZone, count, startDate, endDate } = options;
  const from = nextSecond(options.from);
  const start = startDate === undefined ? from : nextSecond(startDate);
  const found: Date[] = [];
  for (const time of forwards(expression, timeZone, Math.max(start, from), start)) {
    if (found.length >= count) break;
    if (endDate !== undefined && time > endDate.getTime()) break;
    found.push(new Date(time));
  }
  return found;
}

/**
 * The latest firing at or before a moment; nothing if there was none. Of a rate without a start date
 * nobody can tell from outside; the moment's own minute stands for it.
 */
export function previousRun(
  expression: ScheduleExpression,
  { timeZone, before }: { timeZone: string; before: Date },
): Run | undefined {
  if (expression.kind === 'rate') {
    return runAt(Math.floor(before.getTime() / 60_000) * 60_000, timeZone);
  }
  const [time] = previousTimes(expression, { timeZone, before, count: 1 });
  return time === undefined ? undefined : runAt(time.getTime(), timeZone);
}

export interface PreviousTimesOptions {
  readonly timeZone: string;
  /** The last moment that counts. */
  readonly before: Date;
  /** The first moment that counts. */
  readonly from?: Date | undefined;
  /** How many times to give at most. */
  readonly count: number;
}

/** The latest firings, the newest first; none of a rate, whose start nobody can tell from outside. */
export function previousTimes(
  expression: ScheduleExpression,
  { timeZone, before, from = new Date(0), count }: PreviousTimesOptions,
): Date[] {
  const found: Date[] = [];
  for (const time of backwards(expression, timeZone, before.getTime())) {
    if (found.length >= count || time < from.getTime()) break;
    if (time <= before.getTime()) found.push(new Date(time));
  }
  return found;
}

function backwards(
  expression: ScheduleExpression,
  timeZone: string,
  limit: number,
): Iterable<number> {
  if (expression.kind === 'rate') return [];
  return expression.kind === 'at'
    ? onClock(Temporal.PlainDateTime.from(expression.localTime), timeZone)
    : cronTimes(expression.fields, timeZone, limit, -1);
}

function* forwards(
  expression: ScheduleExpression,
  timeZone: string,
  first: number,
  start: number,
): Generator<number> {
  if (expression.kind === 'rate') {
    const period = expression.minutes * 60_000;
    let time = start + Math.ceil((first - start) / period) * period;
    for (; time < end; time += period) yield time;
    return;
  }
  const times =
    expression.kind === 'at'
      ? onClock(Temporal.PlainDateTime.from(expression.localTime), timeZone)
      : cronTimes(expression.fields, timeZone, first, 1);
  for (const time of times) {
    if (time >= first) yield time;
  }
}

/** Every firing from the day of a moment on, forwards or backwards. */
function* cronTimes(
  fields: CronFields,
  timeZone: string,
  moment: number,
  direction: 1 | -1,
): Generator<number> {
  const local = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(timeZone);
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
        const begins = startOfQuietDay(new Temporal.PlainDate(year, month, day), timeZone);
        for (const hour of ordered(fields.hours)) {
          for (const minute of ordered(fields.minutes)) {
            if (days === 0 && hour * 60 + minute < passed) continue;
            if (begins !== undefined) yield begins + (hour * 60 + minute) * 60_000;
            else {
              const time = new Temporal.PlainDateTime(year, month, day, hour, minute);
              yield* onClock(time, timeZone);
            }
          }
        }
      }
    }
  }
}

/** When a day begins on which nothing is done to the clock, as on nearly all. */
function startOfQuietDay(day: Temporal.PlainDate, timeZone: string): number | undefined {
  const begins = day.toZonedDateTime(timeZone);
  const next = day.add({ days: 1 }).toZonedDateTime(timeZone);
  const isWhole = next.epochMilliseconds - begins.epochMilliseconds === dayMs;
  return isWhole && begins.hour === 0 ? begins.epochMilliseconds : undefined;
}

/** The moment of a local time, or none where the clock leaves it out. */
function onClock(local: Temporal.PlainDateTime, timeZone: string): number[] {
  const time = local.toZonedDateTime(timeZone, { disambiguation: 'compatible' });
  return time.toPlainDateTime().equals(local) ? [time.epochMilliseconds] : [];
}

/** A run's time has whole seconds; none is before the moment that was asked for. */
function nextSecond(date: Date): number {
  return Math.ceil(date.getTime() / 1000) * 1000;
}

function runAt(time: number, timeZone: string): Run {
  const moment = Temporal.Instant.fromEpochMilliseconds(time);
  return {
    utc: moment.toString({ smallestUnit: 'second' }),
    local: moment.toZonedDateTimeISO(timeZone).toString({
      smallestUnit: 'second',
      timeZoneName: 'never',
    }),
  };
}
