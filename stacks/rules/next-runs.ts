import { Temporal } from 'temporal-polyfill';
import type { CronFields, DayOfMonth, DayOfWeek } from './cron-fields';
import type { ScheduleExpression } from './schedule-expression';

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
  const from = instant(options.from);
  const start = startDate === undefined ? from : instant(startDate);
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
    for (; ; time += period) yield Temporal.Instant.fromEpochMilliseconds(time);
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
  const firstDay = moment.toZonedDateTimeISO(timeZone).toPlainDate();
  const ordered = (values: readonly number[]): readonly number[] =>
    direction === 1 ? values : values.toReversed();
  const passed = (date: Temporal.PlainDate): boolean =>
    Temporal.PlainDate.compare(date, firstDay) * direction < 0;

  for (const year of ordered(fields.years)) {
    if ((year - firstDay.year) * direction < 0) continue;
    for (const month of ordered(fields.months)) {
      for (const day of ordered(daysOf(fields, year, month))) {
        const date = Temporal.PlainDate.from({ year, month, day });
        if (passed(date)) continue;
        for (const hour of ordered(fields.hours)) {
          for (const minute of ordered(fields.minutes)) {
            yield* onClock(date.toPlainDateTime({ hour, minute }), timeZone);
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

function daysOf({ dayOfMonth, dayOfWeek }: CronFields, year: number, month: number): number[] {
  if (dayOfMonth !== undefined) return datesOf(dayOfMonth, year, month);
  if (dayOfWeek !== undefined) return weekdaysOf(dayOfWeek, year, month);
  return [];
}

function datesOf(rule: DayOfMonth, year: number, month: number): number[] {
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year, month });
  switch (rule.kind) {
    case 'dates':
      return rule.dates.filter((date) => date <= daysInMonth);
    case 'last':
      return [daysInMonth];
    case 'last-weekday':
      return [nearestWeekday(year, month, daysInMonth, daysInMonth)];
    case 'nearest-weekday':
      return rule.date <= daysInMonth ? [nearestWeekday(year, month, rule.date, daysInMonth)] : [];
  }
}

/** Never leaves the month: from a Saturday the 1st it goes on to Monday the 3rd. */
function nearestWeekday(year: number, month: number, date: number, daysInMonth: number): number {
  const { dayOfWeek } = Temporal.PlainDate.from({ year, month, day: date });
  if (dayOfWeek === 6) return date === 1 ? 3 : date - 1;
  if (dayOfWeek === 7) return date === daysInMonth ? date - 2 : date + 1;
  return date;
}

function weekdaysOf(rule: DayOfWeek, year: number, month: number): number[] {
  const { daysInMonth } = Temporal.PlainYearMonth.from({ year, month });
  const firstDay = Temporal.PlainDate.from({ year, month, day: 1 }).dayOfWeek;
  const dates = Array.from({ length: daysInMonth }, (_, index) => index + 1);
  // Sunday is 1 in AWS's weeks and 7 in ISO's, so the first day's number is one more there.
  const on = (day: number): number[] =>
    dates.filter((date) => ((firstDay + date - 1) % 7) + 1 === day);
  switch (rule.kind) {
    case 'days':
      return dates.filter((date) => rule.days.includes(((firstDay + date - 1) % 7) + 1));
    case 'last':
      return on(rule.day).slice(-1);
    case 'nth':
      return on(rule.day).slice(rule.nth - 1, rule.nth);
  }
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
