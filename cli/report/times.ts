import { localMinute } from '../terminal/local-minute';
import { html, type Html } from './html';

/** A time in a zone, which the button of the page turns into UTC. */
export function timeOf(time: string, timeZone: string): Html {
  return html`<time datetime="${time}">${localMinute(time, timeZone)}</time>`;
}
