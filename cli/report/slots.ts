import { Temporal } from 'temporal-polyfill';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** What a column of the board stands for. */
export interface Unit {
  readonly name: string;
  readonly ms: number;
}

const daily: Unit = { name: 'day', ms: day };
/** From the longest to the shortest; months are told apart by their names. */
const units: readonly Unit[] = [
  { name: 'month', ms: 30 * day },
  { name: 'week', ms: 7 * day },
  daily,
  ...[12, 8, 6, 4, 3, 2].map((hours) => ({ name: `${hours} hours`, ms: hours * hour })),
  { name: 'hour', ms: hour },
  ...[30, 15, 10, 5, 2].map((minutes) => ({ name: `${minutes} minutes`, ms: minutes * minute })),
  { name: 'minute', ms: minute },
];
const shortest: Unit = { name: 'minute', ms: minute };
/** Runs by hand and odd schedules may put a second run into a column. */
const mostShared = 0.1;

/**
 * The longest unit in which nearly every run has a column to itself, so that jobs of one rhythm share their
 * columns.
 */
export function unitOf(times: readonly string[], timeZone: string): Unit {
  if (times.length < 2) return daily;
  return (
    units.find(
      (unit) =>
        new Set(times.map((time) => slotOf(time, unit, timeZone))).size >=
        (1 - mostShared) * times.length,
    ) ?? shortest
  );
}

/**
 * The column of a time, as a number that ascends: days and more by the zone's own calendar, shorter ones by
 * the moment, since the same hour of two zones is not the same time.
 */
export function slotOf(time: string, { name, ms }: Unit, timeZone: string): number {
  if (ms < day) return Math.floor(Date.parse(time) / ms);
  const date = Temporal.Instant.from(time).toZonedDateTimeISO(timeZone).toPlainDate();
  if (name === 'month') return date.year * 12 + date.month;
  const days = Temporal.PlainDate.from('1970-01-01').until(date).days;
  // 1970 began on a Thursday.
  return name === 'week' ? Math.floor((days + 3) / 7) : days;
}
