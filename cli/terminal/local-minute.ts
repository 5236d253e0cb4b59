import { Temporal } from 'temporal-polyfill';

/** A moment on the clock of a zone: `2026-11-27 18:00`. */
export function localMinute(time: string, timeZone: string): string {
  return Temporal.Instant.from(time)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}
