import { clockChanges, type ClockChange } from './clock-changes';
import { daysOf } from './cron-days';
import { everyYear, type CronFields } from './cron-fields';
import type { ScheduleExpression } from './schedule-expression';

const minuteSeconds = 60;
const dayMinutes = 24 * 60;
const dayMs = dayMinutes * 60_000;

/** Seconds from one firing of a schedule to the next; Infinity where there is no next one. */
export interface FiringGaps {
  readonly shortest: number;
  readonly longest: number;
}

/** Days on the clock of the schedule's zone, the last one included. */
export interface Days {
  readonly first: Date;
  readonly last: Date;
}

// Fixed years, so that the answer does not depend on the day of the synthesis: a turn of the year and
// both kinds of February.
const twoYears: Days = { first: new Date('2027-01-01'), last: new Date('2028-12-31') };

/**
 * The shortest and the longest time between two firings. Of a local time that comes twice a cron
 * expression means the first, and one that is left out it skips, as `nextRuns` does.
 *
 * @param timeZone IANA name of the zone the expression is read in
 */
export function firingGaps(
  expression: ScheduleExpression,
  timeZone: string,
  days: Days = twoYears,
): FiringGaps {
  switch (expression.kind) {
    case 'rate':
      return {
        shortest: expression.minutes * minuteSeconds,
        longest: expression.minutes * minuteSeconds,
      };
    case 'cron':
      return gapsOfCron(expression.fields, timeZone, days);
    case 'at':
      return { shortest: Infinity, longest: Infinity };
  }
}

function gapsOfCron(fields: CronFields, timeZone: string, { first, last }: Days): FiringGaps {
  const times = fields.hours.flatMap((hour) => fields.minutes.map((minute) => hour * 60 + minute));
  const [earliest = 0] = times;
  const latest = times.at(-1) ?? 0;
  const withinDay = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const inDay = { shortest: least(withinDay), longest: most(withinDay) };
  // A zone may be up to a day ahead of UTC, or behind it.
  const changes = clockChanges(
    timeZone,
    new Date(first.getTime() - dayMs),
    new Date(last.getTime() + 2 * dayMs),
  );

  let previous: number | undefined;
  let shortest = Infinity;
  let longest = -Infinity;
  const take = (gap: number, other = gap): void => {
    shortest = Math.min(shortest, gap);
    longest = Math.max(longest, other);
  };
  const fire = (moment: number): void => {
    if (previous !== undefined) take(moment - previous);
    previous = moment;
  };
  for (const start of startsOfDays(fields, first, last)) {
    if (changes.some((change) => changesWithin(change, start))) {
      for (const time of times) {
        const moment = momentOf(start + time, changes);
        if (moment !== undefined) fire(moment);
      }
      continue;
    }
    // All times of a day without a change at once, since there may be 1,440.
    const moment = momentOf(start, changes) ?? start;
    fire(moment + earliest);
    if (times.length > 1) take(inDay.shortest, inDay.longest);
    previous = moment + latest;
  }
  const ends = fields.years.length < everyYear;
  return {
    shortest: shortest * minuteSeconds,
    longest: ends || longest < 0 ? Infinity : longest * minuteSeconds,
  };
}

/** When each day begins on which a cron expression fires, in minutes since 1970 on the zone's clock. */
function* startsOfDays(fields: CronFields, first: Date, last: Date): Generator<number> {
  for (let year = first.getUTCFullYear(); year <= last.getUTCFullYear(); year += 1) {
    for (const month of fields.months) {
      for (const day of daysOf(fields, year, month)) {
        const time = Date.UTC(year, month - 1, day);
        if (time >= first.getTime() && time <= last.getTime()) yield time / 60_000;
      }
    }
  }
}

function changesWithin({ before, after }: ClockChange, start: number): boolean {
  return start < Math.max(before, after) && start + dayMinutes > Math.min(before, after);
}

/** A time of the clock as one of a clock that is never changed; nothing for a time left out. */
function momentOf(shown: number, changes: readonly ClockChange[]): number | undefined {
  const passed = changes.filter(({ before }) => shown >= before);
  return passed.some(({ after }) => shown < after)
    ? undefined
    : passed.reduce((moment, { before, after }) => moment - (after - before), shown);
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), -Infinity);
}
