import { chainOf } from '../../stacks/settings/after';
import type { Settings } from '../../stacks/settings/settings';
import type { JobRuns, Outcome } from './job-run';

/**
 * The job that starts another one, where one does as it is deployed. If config.ts says otherwise by now it is the
 * first of the chain.
 */
export function leaderOf({ job, trigger }: Pick<JobRuns, 'job' | 'trigger'>): string | null {
  const isDeployedSo = trigger === undefined || trigger.first !== undefined;
  return isDeployedSo ? (job?.after ?? trigger?.first ?? null) : null;
}

/** And those that they run after, which say when they are due. */
export function withLeaders(names: readonly string[], { jobs }: Settings): string[] {
  const chains = names.flatMap((name) => {
    const job = jobs.find((each) => each.name === name);
    return job === undefined ? [name] : chainOf(job, jobs).map((each) => each.name);
  });
  return [...new Set([...names, ...chains])];
}

const notRun: readonly Outcome[] = ['missed', 'paused', 'unknown'];

/** A job that runs after another is due only where that one is done, which has started it before its end. */
export function afterLeaders(jobs: readonly JobRuns[]): JobRuns[] {
  return jobs.map((each) => {
    const leader = leaderOf(each);
    if (leader === null) return each;
    const done = doneTimes(jobs.find(({ name }) => name === leader));
    return {
      ...each,
      runs: each.runs.filter(
        ({ outcome, scheduledTime }) => !notRun.includes(outcome) || done.has(scheduledTime),
      ),
    };
  });
}

/** The scheduled times of which a run is done. */
export function doneTimes(job: Pick<JobRuns, 'runs'> | undefined): Set<string> {
  const done = (job?.runs ?? []).filter(({ outcome }) => outcome === 'done');
  return new Set(done.map(({ scheduledTime }) => scheduledTime));
}
