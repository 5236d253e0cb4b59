import { localMinute } from '../terminal/local-minute';
import { html, type Html } from './html';

/** A time in a zone. */
export function timeOf(time: string, timeZone: string): Html {
  const texts = [localMinute(time, timeZone), localMinute(time, 'UTC')] as const;
  return html`<time datetime="${time}" ${otherOf(...texts)}>${texts[0]}</time>`;
}

/** A text, and what the button of the page puts in its place while times are in UTC. */
export function orInUtc(text: string, inUtc: string): Html {
  return text === inUtc ? html`${text}` : html`<span ${otherOf(text, inUtc)}>${text}</span>`;
}

function otherOf(text: string, inUtc: string): Html {
  return text === inUtc ? html`` : html`data-other="${inUtc}"`;
}
