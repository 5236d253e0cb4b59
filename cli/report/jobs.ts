import { pricesRegion } from '../../stacks/rules/prices';
import { statesOf } from './board';
import { barsChart } from './charts';
import { executionLink } from './console-links';
import { describeDurations, median, secondsDone, timed } from './durations';
import { badge, table } from './elements';
import { linkOf } from './failures';
import type { JobFacts, ReportFacts } from './facts';
import { html, type Html } from './html';
import { countsOf, describeRun, reasonOf } from './outcomes';
import { timeOf } from './times';
import { duration } from '../terminal/moment';

const shownRuns = 10;
/** So many fit on a screen or two as they are; more are opened one by one. */
const mostOpen = 3;

export function jobsSection({ jobs, region, days }: ReportFacts): Html {
  return html`<section>
    <h2>Jobs</h2>
    ${jobs.map(
      (job) =>
        html`<details id="job-${job.name}" ${jobs.length > mostOpen ? html`` : html`open`}>
          <summary>
            <strong>${job.name}</strong>
            ${job.runs[0] === undefined ? html`` : badge(job.runs[0].outcome)}
          </summary>
          ${jobOf(job, region, days)}
        </details>`,
    )}
    ${
      jobs.some(({ usd }) => usd !== undefined)
        ? html`<p class="muted">
            Costs are what Fargate asks for the time that runs took, with the sizes of config.ts at
            the list prices of ${pricesRegion}, a minute a run at least; logs, state transitions and
            what stands all the time are not in them.
          </p>`
        : html``
    }
  </section>`;
}

function jobOf(job: JobFacts, region: string, days: number): Html {
  const { runs, timeZone, schedule, since } = job;
  const bars = timed(runs);
  const words = describeDurations(runs);
  return html`<dl>
      <dt>Schedule</dt>
      <dd><code>${schedule}</code> ${timeZone}${statesOf(job).map((state) => html`, ${state}`)}</dd>
      <dt>Next runs</dt>
      <dd>${nextOf(job)}</dd>
      <dt>Last ${days} days</dt>
      <dd>
        ${runs.length === 0 ? 'no run' : countsOf(runs)}${
          since === undefined
            ? ''
            : html`; all that was since ${timeOf(since.toISOString(), timeZone)} is known`
        }
      </dd>
      <dt>Duration</dt>
      <dd>${words}</dd>
      ${
        job.usd === undefined
          ? html``
          : html`<dt>Cost of these runs</dt>
              <dd>${dollars(job.usd)}</dd>`
      }
    </dl>
    ${
      bars.length === 0
        ? html``
        : barsChart(bars, {
            label: `Durations of ${job.name}: ${words}`,
            timeZone,
            describe: duration,
            median: median(secondsDone(runs)),
          })
    }
    ${runs.length === 0 ? html`` : runsTable(job, region)}`;
}

function nextOf({ next, timeZone }: JobFacts): Html {
  if (next.length === 0) return html`none`;
  return html`${next.map(({ utc }, index) => html`${index === 0 ? '' : ', '}${timeOf(utc, timeZone)}`)}`;
}

function runsTable(job: JobFacts, region: string): Html {
  return table(
    ['Scheduled', 'Result', 'Details', 'Why', 'Links'],
    job.runs.slice(0, shownRuns).map((run) => {
      const links = [
        ['log', linkOf(job, run, region)],
        [
          'execution',
          run.executionArn === null ? undefined : executionLink(region, run.executionArn),
        ],
      ] as const;
      return [
        timeOf(run.scheduledTime, job.timeZone),
        badge(run.outcome),
        describeRun(run),
        run.reason === null ? '' : html`<span class="prose">${reasonOf(run)}</span>`,
        html`${links.map(([word, link]) =>
          link === undefined
            ? html``
            : html`<a href="${link}" aria-label="${word} of ${job.name}, ${run.scheduledTime}"
                >${word}</a
              > `,
        )}`,
      ];
    }),
  );
}

function dollars(usd: number): string {
  return usd > 0 && usd < 0.005 ? 'less than 0.01 USD' : `${usd.toFixed(2)} USD`;
}
