import type { RunManifest } from '../runs/manifests';
import { badge, minute, table } from './elements';
import type { JobFacts } from './gather';
import { html, type Html } from './html';
import {
  rowsOf,
  secondsOf,
  suspicionsOf,
  troublesOf,
  type Freshness,
  type Result,
} from './results';

const shownRuns = 30;
const shownFreshness = 20;

export function runsTable(results: readonly Result[]): Html {
  const newest = results.slice(-shownRuns).reverse();
  return table(
    ['Scheduled (UTC)', 'Source', 'Result', 'Symbols', 'Rows', 'Seconds'],
    newest.map(({ scheduledTime, source, outcome, manifest }) => [
      minute(scheduledTime),
      source,
      badge(outcome),
      manifest === undefined ? 0 : Object.keys(manifest.symbols).length,
      manifest === undefined ? 0 : rowsOf(manifest),
      manifest === undefined ? 0 : secondsOf(manifest),
    ]),
  );
}

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
      html`<span class="prose">${reason}</span>`,
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
      html`<span class="prose">${reason}</span>`,
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

/** A table of the next runs of a job, under its name. */
export function nextRunsOf({ job, next }: JobFacts): Html {
  const when = html`<h3>${job.name}</h3>
    <p class="muted">${job.schedule}, ${job.timeZone}${job.enabled ? '' : ', disabled'}</p>`;
  if (next.length === 0)
    return html`${when}
      <p>It has no next run.</p>`;
  if (job.timeZone === 'UTC') {
    return html`${when}${table(
      ['UTC'],
      next.map(({ utc }) => [minute(utc)]),
    )}`;
  }
  return html`${when}${table(
    [job.timeZone, 'UTC'],
    next.map(({ local, utc }) => [`${minute(local)} ${local.slice(19)}`, minute(utc)]),
  )}`;
}
