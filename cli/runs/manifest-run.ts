import { nextRuns } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import { chainOf } from '../../stacks/settings/after';
import { sourceOf } from '../../stacks/settings/price-source';
import type { JobSettings } from '../../stacks/settings/settings';
import type { RunManifest } from './manifests';

/**
 * A manifest names its source. Of several jobs with that source it is whose schedule has its time; of those
 * that run one after another, which have the same times, it is the first one's, as the others may not have run.
 */
export function isRunOf(
  job: JobSettings,
  manifest: RunManifest,
  jobs: readonly JobSettings[],
): boolean {
  const sameSource = (each: JobSettings): boolean => sourceOf(each, jobs) === manifest.source;
  const [, ...before] = chainOf(job, jobs);
  if (!sameSource(job) || before.some(sameSource)) return false;
  return jobs.filter(sameSource).length === 1 || firesAt(job, manifest.scheduledTime);
}

function firesAt({ schedule, trigger, timeZone }: JobSettings, scheduledTime: string): boolean {
  const parsed = parseScheduleExpression(schedule, trigger);
  if (!parsed.ok) return false;
  const from = new Date(scheduledTime);
  const [run] = nextRuns(parsed.expression, { timeZone, from, count: 1 });
  return run !== undefined && Date.parse(run.utc) === from.getTime();
}
