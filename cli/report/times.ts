import { Temporal } from 'temporal-polyfill';
import { html, type Html } from './html';

/** `2026-11-27 18:00`, on the clock of a zone. */
export function localMinute(time: string, timeZone: string): string {
  return Temporal.Instant.from(time)
    .toZonedDateTimeISO(timeZone)
    .toPlainDateTime()
    .toString({ smallestUnit: 'minute' })
    .replace('T', ' ');
}

/** A time in a zone, which the button of the page turns into UTC. */
export function timeOf(time: string, timeZone: string): Html {
  return html`<time datetime="${time}">${localMinute(time, timeZone)}</time>`;
}
