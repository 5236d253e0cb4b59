import type { JobRun } from '../runs/job-run';
import { encodedSlash, logLink } from './console-links';
import { badge } from './elements';
import type { JobFacts, ReportFacts } from './facts';
import { html, type Html } from './html';
import { maskLines } from './mask';
import { countsOf, describeRun, reasonOf, wentWrong } from './outcomes';
import { orInUtc, timeOf } from './times';

/** A job of every minute must not fill the list alone. */
const mostOfJob = 3;
const mostShown = 10;
/** Enough for a stack trace. */
export const tailLines = 20;
const longestLine = 500;
const longestReason = 1000;

export interface Failure {
  readonly job: JobFacts;
  readonly run: JobRun;
}

/** The newest runs that failed, timed out or did not happen, the newest first. */
export function newestFailures(jobs: readonly JobFacts[]): Failure[] {
  return jobs
    .flatMap((job) =>
      job.runs
        .filter(wentWrong)
        .slice(0, mostOfJob)
        .map((run) => ({ job, run })),
    )
    .sort((a, b) => (a.run.scheduledTime < b.run.scheduledTime ? 1 : -1))
    .slice(0, mostShown);
}

/** What went wrong, each with the end of its log. */
export function failuresSection({ jobs, days, region, tails }: ReportFacts): Html {
  const all = jobs.flatMap(({ runs }) => runs.filter(wentWrong));
  if (all.length === 0) {
    return html`<section>
      <h2>What went wrong</h2>
      <p>Nothing that is known of, in the last ${days} days.</p>
    </section>`;
  }
  const shown = newestFailures(jobs);
  const rest = all.length - shown.length;
  return html`<section>
    <h2>What went wrong</h2>
    <p class="muted">${countsOf(all)} in the last ${days} days.</p>
    ${shown.map((failure) => failureOf(failure, region, tails))}
    ${rest > 0 ? html`<p class="muted">${rest.toLocaleString('en')} older ones, or more of the same job, are below.</p>` : html``}
    <p class="muted">
      Of a log the last ${tailLines} lines of the last attempt. What looks like a secret is •••:
      values behind a name such as password, token or api_key, keys of well-known services,
      passwords in URLs, private keys and random keys. What looks like none of these is shown.
    </p>
  </section>`;
}

function failureOf({ job, run }: Failure, region: string, tails: ReportFacts['tails']): Html {
  const lines = maskLines(tails.get(run) ?? []).map((line) =>
    line.length > longestLine ? `${line.slice(0, longestLine)}…` : line,
  );
  const reason = reasonOf(run, longestReason);
  const link = linkOf(job, run, region);
  return html`<article>
    <h3><a href="#job-${job.name}">${job.name}</a> ${badge(run.outcome)}</h3>
    <p>
      ${timeOf(run.scheduledTime, job.timeZone)}
      <span class="muted zone">${orInUtc(job.timeZone, 'UTC')}</span>
      <span class="muted">${describeRun(run)}</span>
    </p>
    ${reason === '' ? html`` : html`<p class="reason">${reason}</p>`}
    ${lines.length === 0 ? html`` : html`<pre role="group" tabindex="0" aria-label="End of the log of ${job.name}">${lines.join('\n')}</pre>`}
    ${link === undefined ? html`` : html`<p><a href="${link}">Log in CloudWatch</a></p>`}
  </article>`;
}

/** The log of the newest task of a run. */
export function linkOf({ log }: JobFacts, { tasks }: JobRun, region: string): string | undefined {
  const [task] = tasks;
  const stream = log && logLink(region, log);
  return stream === undefined || task === undefined ? undefined : stream + encodedSlash + task;
}
