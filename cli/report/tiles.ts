import { manifestsOf } from './crawl';
import type { ReportFacts } from './facts';
import { html, type Html } from './html';
import { countsOf, happened, wentWrong } from './outcomes';
import { freshnessOf } from './results';
import { orInUtc, timeOf } from './times';

const dayMs = 86_400_000;
/** A weekend with a holiday on either side. */
const staleDays = 8;

/** The answers to the first questions. */
export function tiles(facts: ReportFacts): Html {
  const { jobs, now, days } = facts;
  const since = new Date(now.getTime() - dayMs).toISOString();
  const all = jobs.flatMap(({ runs }) => runs);
  const today = all.filter(({ scheduledTime }) => scheduledTime > since);
  const wrong = all.filter(wentWrong);
  const next = jobs
    .flatMap((job) => job.next.slice(0, 1).map(({ utc }) => ({ utc, job })))
    .sort((a, b) => (a.utc < b.utc ? -1 : 1))[0];
  const waiting = jobs.filter(({ trigger }) => trigger === undefined).length;
  return html`<ul class="tiles">
    ${tile('Jobs', jobs.length, waiting === 0 ? '' : `${waiting} not deployed`)}
    ${tile('Runs of the last 24 hours', today.filter(happened).length.toLocaleString('en'), countsOf(today))}
    ${tile(`Went wrong in ${days} days`, wrong.length.toLocaleString('en'), countsOf(wrong))}
    ${
      next === undefined
        ? tile('Next run', 'none', '')
        : tile(
            'Next run',
            timeOf(next.utc, next.job.timeZone),
            html`${next.job.name}, ${orInUtc(next.job.timeZone, 'UTC')}`,
          )
    }
    ${freshnessTile(facts)}
  </ul>`;
}

function freshnessTile(facts: ReportFacts): Html {
  const freshness = freshnessOf(manifestsOf(facts), facts.now);
  const newest = freshness.at(-1);
  if (newest === undefined) return html``;
  const stale = freshness.filter(({ ageDays }) => ageDays > staleDays).length;
  return tile(
    'Newest day of data',
    newest.last,
    `${stale} of ${freshness.length} symbols older than ${staleDays} days`,
  );
}

function tile(what: string, value: string | number | Html, more: string | Html): Html {
  return html`<li>${what}<strong>${value}</strong><span class="muted">${more}</span></li>`;
}
