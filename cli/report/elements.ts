import type { Outcome } from '../runs/job-run';
import { html, type Html } from './html';
import { looks } from './outcomes';

/** `2026-11-27 18:00` */
export function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

export function badge(outcome: Outcome): Html {
  const { words, colour, glyph } = looks[outcome];
  return html`<span class="badge"><i class="${colour}">${glyph}</i>${words}</span>`;
}

/**
 * A table may be wider than a phone; it then scrolls by itself, with the keyboard as well. A column of
 * which no row has anything is left out.
 */
export function table(
  allHead: readonly string[],
  allRows: readonly (readonly (string | number | Html)[])[],
): Html {
  const has = (column: number): boolean =>
    allRows.some((row) => html`${row[column] ?? ''}`.text !== '');
  const head = allHead.filter((_, column) => has(column));
  const rows = allRows.map((row) => row.filter((_, column) => has(column)));
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
              ${row.map((cell, column) => html`<td${kind(cell)} data-of="${head[column] ?? ''}">${typeof cell === 'number' ? cell.toLocaleString('en') : cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
