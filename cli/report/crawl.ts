import type { RunManifest } from '../runs/manifests';
import { barsChart } from './charts';
import { checksSection } from './checks';
import type { ReportFacts } from './facts';
import { html, type Html } from './html';
import { pricesSection } from './prices';
import { freshnessOf } from './results';
import { freshnessTable, suspicionsTable, troublesTable } from './tables';

/** What runs of the crawler have left, ascending by scheduled time. */
export function manifestsOf({ jobs }: Pick<ReportFacts, 'jobs'>): RunManifest[] {
  return jobs
    .flatMap(({ runs }) => runs.flatMap(({ manifest = [] }) => manifest))
    .sort((a, b) => Date.parse(a.scheduledTime) - Date.parse(b.scheduledTime));
}

/** What there is to say of the crawler's data; nothing in a project without a crawl. */
export function crawlSections(facts: ReportFacts): Html {
  const manifests = manifestsOf(facts);
  const { checks, prices, now } = facts;
  if (manifests.length === 0) return html`${checksSection(checks)}${pricesSection(prices)}`;
  return html`${facts.jobs.map(rowsOf)}
    <div class="pair">
      <section>
        <h2>Symbols that were missed</h2>
        ${troublesTable(manifests)}
      </section>
      <section>
        <h2>How fresh the data is</h2>
        ${freshnessTable(freshnessOf(manifests, now))}
      </section>
    </div>
    <section>
      <h2>Symbols whose prices are suspect</h2>
      ${suspicionsTable(manifests)}
    </section>
    ${checksSection(checks)} ${pricesSection(prices)}`;
}

function rowsOf({ name, runs, timeZone }: ReportFacts['jobs'][number]): Html {
  const bars = runs.flatMap((run) => (run.rows === null ? [] : [{ run, value: run.rows }]));
  const [last] = bars;
  if (last === undefined) return html``;
  const describe = (rows: number): string => `${rows.toLocaleString('en')} rows`;
  return html`<section>
    <h2>Rows that ${name} keeps</h2>
    ${barsChart(bars, { label: `${name}: ${describe(last.value)} after the last run`, timeZone, describe })}
  </section>`;
}
