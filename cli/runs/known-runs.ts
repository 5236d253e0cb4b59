import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import { nextRuns } from '../../stacks/rules/next-runs';
import type { JobSettings } from '../../stacks/settings/settings';
import type { JobRuns } from './job-run';
import type { RunManifest } from './manifests';
import { sourceOf } from './price-source';
import { mergeRuns, ofManifest, type RunStatus } from './run-status';

/** The known runs of a job, and since when they are all of its runs. */
export interface KnownRuns {
  /** The newest first. */
  readonly runs: readonly RunStatus[];
  /** Every run since this time is among them; undefined where there is no such time. */
  readonly since: JobRuns['since'];
}

/**
 * Joins the manifests in the data bucket with what ECS or Step Functions list. The newest manifests
 * were read, so none since the oldest of them is missing.
 *
 * @param others the runs that ECS or Step Functions list
 */
export function knownRuns(
  job: JobSettings,
  jobs: readonly JobSettings[],
  manifests: readonly RunManifest[],
  others: KnownRuns,
): KnownRuns {
  const own = manifests.filter((manifest) => isRunOf(job, manifest, jobs)).map(ofManifest);
  const oldest = own.at(-1)?.scheduledTime;
  const reach = [others.since, oldest === undefined ? undefined : new Date(oldest)];
  return {
    runs: mergeRuns(own, others.runs),
    since: reach.filter((time) => time !== undefined).sort((a, b) => a.getTime() - b.getTime())[0],
  };
}

/** A manifest names its source. Of several jobs with that source it is whose schedule has its time. */
function isRunOf(job: JobSettings, manifest: RunManifest, jobs: readonly JobSettings[]): boolean {
  const sameSource = (each: JobSettings): boolean => sourceOf(each, jobs) === manifest.source;
  if (!sameSource(job)) return false;
  return jobs.filter(sameSource).length === 1 || firesAt(job, manifest.scheduledTime);
}

function firesAt({ schedule, trigger, timeZone }: JobSettings, scheduledTime: string): boolean {
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok) return false;
  const from = new Date(scheduledTime);
  const [run] = nextRuns(parsed.expression, { timeZone, from, count: 1 });
  return run !== undefined && Date.parse(run.utc) === from.getTime();
}
