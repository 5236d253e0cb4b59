import type { JobRun } from '../runs/job-run';
import { bandsOf, mostColumns, type Band, type Row } from './columns';
import { executionLink, logLink } from './console-links';
import type { JobFacts, ReportFacts } from './facts';
import { html, type Html } from './html';
import { countsOf, happened, looks, outcomes, sentences, wentWrong } from './outcomes';
import { orInUtc } from './times';

/** Runs by hand may crowd into one column. */
const mostInCell = 3;
/** Columns that one label stands above; what a screen shows is a multiple of it. */
const columnsOfLabel = 4;

/** A row a job and a cell a run, of jobs of one rhythm below each other by time. */
export function boardSection({ jobs, region }: Pick<ReportFacts, 'jobs' | 'region'>): Html {
  const bands = bandsOf(jobs);
  return html`<section>
    <h2>Runs</h2>
    ${bands.length === 0 ? html`<p class="muted">There is no job.</p>` : html``}
    ${bands.map((band) => bandOf(band, region))} ${legend(jobs)}
  </section>`;
}

function bandOf({ unit, timeZone, labels, rows }: Band, region: string): Html {
  // Each stands above the newest of its columns.
  const shown = labels.filter((_, index) => (labels.length - 1 - index) % columnsOfLabel === 0);
  return html`<div class="band">
    <h3>A column per ${unit.name}</h3>
    <div class="row axis" aria-hidden="true">
      <span class="zone">${unit.ms < 86_400_000 ? orInUtc(timeZone, 'UTC') : ''}</span>
      <div class="labels">${shown.map((label) => html`<span>${orInUtc(...label)}</span>`)}</div>
    </div>
    ${rows.map((row) => rowOf(row, region))}
  </div>`;
}

function rowOf({ job, cells }: Row, region: string): Html {
  const { name, runs, timeZone, log } = job;
  const links = [
    attribute('log', log && logLink(region, log)),
    attribute('executions', executionsOf(runs, region)),
  ];
  // The tab key comes to each row once, at its newest run; arrows go on from there.
  const last = cells.findLastIndex((each) => each.length > 0);
  return html`<div class="row">
    <div class="name">
      <a href="#job-${name}">${name}</a>
      <span class="muted">${remarksOf(job).join(' · ')}</span>
    </div>
    <div class="cells" role="group" aria-label="Runs of ${name}" data-zone="${timeZone}" ${links}>
      ${cells.map((each, column) => cellOf(each, timeZone, column === last))}
    </div>
  </div>`;
}

function cellOf(runs: readonly JobRun[], timeZone: string, stops: boolean): Html {
  const rest = runs.length - mostInCell;
  const shown = runs
    .slice(0, mostInCell)
    .map(
      (run, index) =>
        html`<button
          class="${looks[run.outcome].colour}"
          ${stops && index === 0 ? html`` : html`tabindex="-1"`}
          data-utc="${run.scheduledTime}"
          ${attribute('task', run.tasks[0])}${attribute('execution', run.executionArn?.split(':').at(-1))}
          aria-label="${sentences(run, timeZone)}"
        >
          ${looks[run.outcome].glyph}
        </button>`,
    )
    .reverse();
  return html`<div>${rest > 0 ? html`<small>+${rest}</small>` : html``}${shown}</div>`;
}

/** What is to be known of a job before its runs. */
function remarksOf(job: JobFacts): string[] {
  const { runs } = job;
  const wrong = runs.filter(wentWrong);
  const count = runs.filter(happened).length;
  return [
    ...statesOf(job),
    count === 0 ? 'no run' : `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`,
    ...(wrong.length > 0 ? [countsOf(wrong)] : []),
  ];
}

export function statesOf({ job, trigger, enabled }: JobFacts): string[] {
  if (job === undefined) return ['gone from config.ts'];
  if (trigger === undefined) return ['not deployed'];
  return enabled ? [] : ['disabled'];
}

/** What an execution's name follows in the console, of the state machine of the newest one. */
function executionsOf(runs: readonly JobRun[], region: string): string | undefined {
  const arn = runs.find(({ executionArn }) => executionArn !== null)?.executionArn ?? undefined;
  return arn && executionLink(region, arn.slice(0, arn.lastIndexOf(':') + 1));
}

function attribute(name: string, value: string | undefined): Html {
  return value === undefined ? html`` : html` data-${name}="${value}"`;
}

/** Words for the signs that are on the page. */
function legend(jobs: readonly JobFacts[]): Html {
  const seen = new Set(jobs.flatMap(({ runs }) => runs.map(({ outcome }) => outcome)));
  return html`<ul class="legend">
      ${outcomes
        .filter((outcome) => seen.has(outcome))
        .map(
          (outcome) =>
            html`<li>
              <i class="${looks[outcome].colour}">${looks[outcome].glyph}</i>${looks[outcome].words}
            </li>`,
        )}
    </ul>
    <p class="muted">
      The newest ${mostColumns} columns, fewer where the screen is narrow; each job's counts are of
      all runs. A cell says more when it is pointed at, and all of it when it is chosen; arrow keys
      go from cell to cell.
    </p>`;
}
