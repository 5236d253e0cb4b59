const dayMs = 86_400_000;

/** A day of the calendar, counted from 1970-01-01 as Parquet does. */
export type Day = number;

/** @param text such as `2026-11-20` */
export function dayOfText(text: string): Day {
  return Math.floor(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / dayMs);
}

export function dayOfMs(ms: number): Day {
  return Math.floor(ms / dayMs);
}

export function msOfDay(day: Day): number {
  return day * dayMs;
}

export function textOfDay(day: Day): string {
  return new Date(msOfDay(day)).toISOString().slice(0, 10);
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}
