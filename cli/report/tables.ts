import type { RunManifest } from '../runs/manifests';
import { table } from './elements';
import { html, type Html } from './html';
import { mask } from './mask';
import { suspicionsOf, troublesOf, type Freshness } from './results';

const shownFreshness = 20;

export function troublesTable(manifests: readonly RunManifest[]): Html {
  const troubles = troublesOf(manifests);
  if (troubles.length === 0) return html`<p class="muted">Every run got every symbol.</p>`;
  return table(
    ['Symbol', 'Times', 'Last', 'Status', 'Reason'],
    troubles.map(({ symbol, times, lastRun, status, reason }) => [
      symbol,
      times,
      lastRun.slice(0, 10),
      status,
      html`<span class="prose">${mask(reason)}</span>`,
    ]),
  );
}

export function suspicionsTable(manifests: readonly RunManifest[]): Html {
  const suspicions = suspicionsOf(manifests);
  if (suspicions.length === 0) return html`<p class="muted">No vendor's answer was suspect.</p>`;
  return table(
    ['Symbol', 'Since', 'What was stored', 'Why'],
    suspicions.map(({ symbol, since, isTaken, reason }) => [
      symbol,
      since.slice(0, 10),
      isTaken ? 'replaced' : 'stays',
      html`<span class="prose">${mask(reason)}</span>`,
    ]),
  );
}

export function freshnessTable(freshness: readonly Freshness[]): Html {
  if (freshness.length === 0) return html`<p class="muted">There is no data yet.</p>`;
  const rest = freshness.length - shownFreshness;
  return html`${table(
    ['Symbol', 'Newest day', 'Days ago'],
    freshness.slice(0, shownFreshness).map(({ symbol, last, ageDays }) => [symbol, last, ageDays]),
  )}${rest > 0 ? html`<p class="muted">${rest} more are fresher.</p>` : html``}`;
}
