import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawPicture, pictureInWords, pictureStyle } from '../picture/draw';
import { boardSection } from './board';
import { crawlSections } from './crawl';
import type { ReportFacts } from './facts';
import { failuresSection } from './failures';
import { html, Html } from './html';
import { jobsSection } from './jobs';
import { tiles } from './tiles';
import { orInUtc } from './times';

/** The report as one HTML file that needs nothing beside it and no network. */
export async function renderPage(facts: ReportFacts): Promise<string> {
  const { project, environment, days, broken, graph } = facts;
  const picture = new Html(await drawPicture(graph));
  const title = `${project} · ${environment}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta
          http-equiv="content-security-policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'"
        />
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
            ${madeAt(facts)}, the last ${days} days;
            ${orInUtc("times are in each job's zone", 'times are in UTC')}
            <button id="utc" aria-pressed="false">in UTC</button>
          </p>
          ${tiles(facts)}
        </header>
        <main>
          ${failuresSection(facts)} ${boardSection(facts)} ${jobsSection(facts)}
          ${crawlSections(facts)}
          <section>
            <h2>What is deployed</h2>
            <div class="wide">${picture}</div>
            <ul class="narrow">
              ${pictureInWords(graph).map((line) => html`<li>${line}</li>`)}
            </ul>
          </section>
          ${brokenSection(broken)}
        </main>
        <footer>
          Made by fargate-cron from config.ts, the state of the stacks, and what AWS and the data
          bucket keep of runs.
        </footer>
        <div id="hint" hidden></div>
        <dialog id="run" aria-labelledby="run-job">
          <form method="dialog">
            <h2 id="run-job"></h2>
            <p class="what"></p>
            <p class="links"></p>
            <button>Close</button>
          </form>
        </dialog>
        <script>
          ${file('in-browser.js')};
        </script>
      </body>
    </html> `;
  return page.text;
}

/** `2026-11-27 18:00 UTC` */
export function madeAt({ now }: Pick<ReportFacts, 'now'>): string {
  return `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function file(name: string): Html {
  return new Html(readFileSync(join(__dirname, name), 'utf8'));
}

function brokenSection(broken: ReportFacts['broken']): Html {
  if (broken.length === 0) return html``;
  return html`<section>
    <h2>Records that cannot be read</h2>
    <ul>
      ${broken.map(({ key, reason }) => html`<li>${key}: ${reason}</li>`)}
    </ul>
  </section>`;
}
