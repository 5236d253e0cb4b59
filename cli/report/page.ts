import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunManifest } from '../runs/manifests';
import { drawPicture, pictureStyle } from '../picture/draw';
import { calendarChart, durationChart, glyphs, priceChart, rowsChart } from './charts';
import type { JobFacts, ReportFacts } from './gather';
import { html, Html } from './html';
import {
  freshnessOf,
  outcomes,
  resultsOf,
  rowsOf,
  secondsOf,
  troublesOf,
  type Freshness,
  type Outcome,
  type Result,
} from './results';

/** A weekend with a holiday on either side. */
const staleDays = 8;
const shownRuns = 30;
const shownFreshness = 20;

/** The report as one HTML file that needs nothing beside it and no network. */
export async function renderPage(facts: ReportFacts): Promise<string> {
  const { project, environment, bucket, now, days, runs, graph, prices } = facts;
  const { manifests, broken } = runs;
  const results = resultsOf(facts);
  const freshness = freshnessOf(manifests, now);
  const picture = new Html(await drawPicture(graph));
  const title = `${project} · ${environment}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${file('page.css')}
          ${new Html(pictureStyle(':root'))}
        </style>
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p class="muted">
            ${minute(now.toISOString())} UTC, the last ${days} days of s3://${bucket}
          </p>
          ${tiles(results, freshness, facts.jobs)}
        </header>
        <main>
          <section>
            <h2>Runs</h2>
            ${scroll('Calendar of runs', await calendarChart(results, now), 'newest')} ${legend()}
            ${details('The newest runs as a table', runsTable(results))}
          </section>
          <div class="pair">
            <section>
              <h2>How long runs took</h2>
              ${scroll('Seconds of each run', await durationChart(manifests), 'newest fits')}
            </section>
            <section>
              <h2>Rows in the lake</h2>
              ${scroll('Rows after each run', await rowsChart(manifests), 'newest fits')}
            </section>
          </div>
          <div class="pair">
            <section>
              <h2>Symbols that were missed</h2>
              ${troublesTable(manifests)}
            </section>
            <section>
              <h2>How fresh the data is</h2>
              ${freshnessTable(freshness)}
            </section>
          </div>
          ${await pricesSection(prices)}
          <section>
            <h2>Next runs</h2>
            ${facts.jobs.map(nextRunsOf)}
          </section>
          <section>
            <h2>What is deployed</h2>
            ${scroll('What is deployed', picture)}
          </section>
          ${brokenSection(broken)}
        </main>
        <footer>
          Made by fargate-cron from config.ts, the state of the stacks and the manifests of the
          runs.
        </footer>
        <div id="hint" hidden></div>
        <script>
          ${file('hover.js')};
        </script>
      </body>
    </html> `;
  return page.text;
}

function file(name: string): Html {
  return new Html(readFileSync(join(__dirname, name), 'utf8'));
}

function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function tiles(
  results: readonly Result[],
  freshness: readonly Freshness[],
  jobs: readonly JobFacts[],
): Html {
  const last = results.at(-1);
  const missed = results.filter(({ outcome }) => outcome === 'missed').length;
  const next = jobs
    .flatMap(({ job, next: runs }) => runs.slice(0, 1).map(({ utc }) => ({ utc, job: job.name })))
    .sort((a, b) => (a.utc < b.utc ? -1 : 1))[0];
  const stale = freshness.filter(({ ageDays }) => ageDays > staleDays).length;
  const newest = freshness.at(-1);
  return html`<ul class="tiles">
    <li>
      Last run<strong>${last === undefined ? 'none yet' : badge(last.outcome)}</strong
      ><span class="muted">${last === undefined ? '' : `${minute(last.scheduledTime)} UTC`}</span>
    </li>
    <li>
      Runs that did not happen<strong>${missed}</strong
      ><span class="muted">of ${results.length} that were due</span>
    </li>
    <li>
      Newest day of data<strong>${newest?.last ?? 'none'}</strong
      ><span class="muted"
        >${stale} of ${freshness.length} symbols older than ${staleDays} days</span
      >
    </li>
    <li>
      Next run<strong>${next === undefined ? 'none' : minute(next.utc)}</strong
      ><span class="muted">${next === undefined ? '' : `UTC, ${next.job}`}</span>
    </li>
  </ul>`;
}

/**
 * A chart may be wider than a phone; it then scrolls by itself, with the keyboard as well.
 *
 * @param classes `newest`: begins at its right end; `fits`: shrinks a little before it scrolls
 */
function scroll(label: string, content: Html, classes = ''): Html {
  return html`<div class="scroll ${classes}" role="group" aria-label="${label}" tabindex="0">
    ${content}
  </div>`;
}

function details(summary: string, content: Html): Html {
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

function badge(outcome: Outcome): Html {
  return html`<span class="badge" style="--dot: var(${dots[outcome]})">${outcome}</span>`;
}

function legend(): Html {
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

function table(
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

function runsTable(results: readonly Result[]): Html {
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

function troublesTable(manifests: readonly RunManifest[]): Html {
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

function freshnessTable(freshness: readonly Freshness[]): Html {
  if (freshness.length === 0) return html`<p class="muted">There is no data yet.</p>`;
  const rest = freshness.length - shownFreshness;
  return html`${table(
    ['Symbol', 'Newest day', 'Days ago'],
    freshness.slice(0, shownFreshness).map(({ symbol, last, ageDays }) => [symbol, last, ageDays]),
  )}${rest > 0 ? html`<p class="muted">${rest} more are fresher.</p>` : html``}`;
}

async function pricesSection(prices: ReportFacts['prices']): Promise<Html> {
  if (prices.length === 0) return html``;
  const charts = await Promise.all(
    prices.map(async (each) => {
      const last = each.closes.at(-1);
      return html`<figure style="margin: 0">
        <figcaption>
          <h3>${each.symbol}</h3>
          <span class="muted"
            >${last === undefined ? '' : `${last.close.toLocaleString('en', { maximumFractionDigits: 2 })} on ${last.date}`}</span
          >
        </figcaption>
        ${scroll(describeCloses(each), await priceChart(each), 'fits')}
      </figure>`;
    }),
  );
  return html`<section>
    <h2>Prices</h2>
    <div class="prices">${charts}</div>
  </section>`;
}

/** What the line shows, for those who do not see it. */
function describeCloses({ symbol, closes }: ReportFacts['prices'][number]): string {
  const [first, last] = [closes[0], closes.at(-1)];
  if (first === undefined || last === undefined) return `Closes of ${symbol}`;
  const all = closes.map(({ close }) => close);
  const [from, to, low, high] = [first.close, last.close, Math.min(...all), Math.max(...all)].map(
    (close) => close.toLocaleString('en', { maximumFractionDigits: 2 }),
  );
  return `Closes of ${symbol}: ${from ?? ''} on ${first.date}, ${to ?? ''} on ${last.date}, between ${low ?? ''} and ${high ?? ''}`;
}

function nextRunsOf({ job, next }: JobFacts): Html {
  const when = html`<h3>${job.name}</h3>
    <p class="muted">${job.schedule}, ${job.timeZone}${job.enabled ? '' : ', switched off'}</p>`;
  if (next.length === 0)
    return html`${when}
      <p>It does not run any more.</p>`;
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

function brokenSection(broken: ReportFacts['runs']['broken']): Html {
  if (broken.length === 0) return html``;
  return html`<section>
    <h2>Manifests that cannot be read</h2>
    <ul>
      ${broken.map(({ key, reason }) => html`<li>${key}: ${reason}</li>`)}
    </ul>
  </section>`;
}
