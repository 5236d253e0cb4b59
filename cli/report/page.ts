import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPicture, pictureStyle } from '../picture/draw';
import { calendarChart, durationChart, rowsChart } from './charts';
import { checksSection } from './checks';
import { badge, details, legend, minute, scroll } from './elements';
import type { JobFacts, ReportFacts } from './gather';
import { html, Html } from './html';
import { pricesSection } from './prices';
import { freshnessOf, resultsOf, type Freshness, type Result } from './results';
import { freshnessTable, nextRunsOf, runsTable, suspicionsTable, troublesTable } from './tables';

/** A weekend with a holiday on either side. */
const staleDays = 8;

/** The report as one HTML file that needs nothing beside it and no network. */
export async function renderPage(facts: ReportFacts): Promise<string> {
  const { project, environment, bucket, now, days, runs, checks, graph, prices } = facts;
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
              <h2>Rows in the data bucket</h2>
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
          <section>
            <h2>Symbols whose prices are suspect</h2>
            ${suspicionsTable(manifests)}
          </section>
          ${checksSection(checks)} ${await pricesSection(prices)}
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
          Made by fargate-cron from config.ts, the state of the stacks and what runs and checks have
          left.
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

function brokenSection(broken: ReportFacts['runs']['broken']): Html {
  if (broken.length === 0) return html``;
  return html`<section>
    <h2>Records that cannot be read</h2>
    <ul>
      ${broken.map(({ key, reason }) => html`<li>${key}: ${reason}</li>`)}
    </ul>
  </section>`;
}
