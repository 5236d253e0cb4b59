/** A calendar day as the number of days since 1970-01-01, as Parquet's DATE has it. */
export type Day = number;

const dayMs = 86_400_000;

export function dayOfInstant(instantMs: number): Day {
  return Math.floor(instantMs / dayMs);
}

/** Midnight UTC of a day, in milliseconds since 1970. */
export function startOfDayMs(day: Day): number {
  return day * dayMs;
}

/** `2026-11-20`. */
export function formatDay(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** @returns `undefined` where the text is no day of the calendar, such as 2026-02-30 */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const instantMs = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(instantMs)) return undefined;
  const day = dayOfInstant(instantMs);
  return formatDay(day) === text ? day : undefined;
}

/** The same day a year before; 28 February where that year has no 29th. */
export function aYearBefore(day: Day): Day {
  const date = new Date(day * dayMs);
  const month = date.getUTCMonth();
  const before = new Date(Date.UTC(date.getUTCFullYear() - 1, month, date.getUTCDate()));
  if (before.getUTCMonth() !== month) before.setUTCDate(0);
  return dayOfInstant(before.getTime());
}
