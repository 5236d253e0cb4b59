import { glyphs } from './charts';
import { html, type Html } from './html';
import { outcomes, type Outcome } from './results';

/** `2026-11-27 18:00` */
export function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

/**
 * A chart may be wider than a phone; it then scrolls by itself, with the keyboard as well.
 *
 * @param classes `newest`: begins at its right end; `fits`: shrinks a little before it scrolls
 */
export function scroll(label: string, content: Html, classes = ''): Html {
  return html`<div class="scroll ${classes}" role="group" aria-label="${label}" tabindex="0">
    ${content}
  </div>`;
}

export function details(summary: string, content: Html): Html {
  return html`<details>
    <summary>${summary}</summary>
    ${content}
  </details>`;
}

const dots: Record<Outcome, string> = {
  done: '--good',
  interrupted: '--warn',
  failed: '--bad',
  missed: '--missed',
};

export function badge(outcome: Outcome): Html {
  return html`<span class="badge" style="--dot: var(${dots[outcome]})">${outcome}</span>`;
}

export function legend(): Html {
  return html`<ul class="legend">
    ${outcomes.map(
      (outcome) =>
        html`<li>
          <i style="background: var(${dots[outcome]})">${glyphs[outcome]}</i
          >${outcome === 'missed' ? 'did not happen' : outcome}
        </li>`,
    )}
  </ul>`;
}

export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number | Html)[])[],
): Html {
  const kind = (cell: unknown): Html => (typeof cell === 'number' ? html` class="number"` : html``);
  return html`<div class="scroll" role="group" aria-label="${head.join(', ')}" tabindex="0">
    <table>
      <thead>
        <tr>
          ${head.map((text, column) => html`<th scope="col" ${kind(rows[0]?.[column])}>${text}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) =>
            html`<tr>
              ${row.map((cell) => html`<td${kind(cell)}>${typeof cell === 'number' ? cell.toLocaleString('en') : cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
