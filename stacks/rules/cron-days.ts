import type { CronFields, DayOfMonth, DayOfWeek } from './cron-fields';

/** The days of one month that a cron expression means, in order. */
export function daysOf(
  { dayOfMonth, dayOfWeek }: CronFields,
  year: number,
  month: number,
): readonly number[] {
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (dayOfMonth !== undefined) return datesOf(dayOfMonth, year, month, daysInMonth);
  return dayOfWeek === undefined ? [] : weekdaysOf(dayOfWeek, weekday(year, month, 1), daysInMonth);
}

/** Whether there is a day at all that it means: 30 February never comes. */
export function hasDay(fields: CronFields): boolean {
  return fields.years.some((year) =>
    fields.months.some((month) => daysOf(fields, year, month).length > 0),
  );
}

/** 1 = Sunday to 7 = Saturday. */
function weekday(year: number, month: number, date: number): number {
  return new Date(Date.UTC(year, month - 1, date)).getUTCDay() + 1;
}

function datesOf(
  rule: DayOfMonth,
  year: number,
  month: number,
  daysInMonth: number,
): readonly number[] {
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
  switch (weekday(year, month, date)) {
    case 7:
      return date === 1 ? 3 : date - 1;
    case 1:
      return date === daysInMonth ? date - 2 : date + 1;
    default:
      return date;
  }
}

function weekdaysOf(rule: DayOfWeek, firstDay: number, daysInMonth: number): readonly number[] {
  const on = (wanted: readonly number[]): number[] =>
    Array.from({ length: daysInMonth }, (_, index) => index + 1).filter((date) =>
      wanted.includes(((firstDay + date - 2) % 7) + 1),
    );
  switch (rule.kind) {
    case 'days':
      return on(rule.days);
    case 'last':
      return on([rule.day]).slice(-1);
    case 'nth':
      return on([rule.day]).slice(rule.nth - 1, rule.nth);
  }
}
