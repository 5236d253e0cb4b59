import { defaultAssumptions, type CostAssumptions } from './assumptions';
import { jobsOf } from './jobs';
import { runLines } from './run-lines';
import { withoutEmpty, type PricedResource } from './values';

/**
 * What Fargate asked for the hours that jobs' tasks ran, in US dollars by job: size, storage and public
 * address at list prices. A job that is not among the resources, or whose task is not, has none.
 *
 * @param hours that runs took, by job
 */
export function spentOn(
  given: readonly PricedResource[],
  hours: ReadonlyMap<string, number>,
  assumptions: CostAssumptions,
): Map<string, number> {
  const resources = withoutEmpty(given);
  const assumed = { ...defaultAssumptions, ...assumptions };
  return new Map(
    jobsOf(resources, assumed).flatMap((job) => {
      const ran = hours.get(job.name);
      if (ran === undefined || job.task === undefined) return [];
      // What is assumed of a run, such as how much it logs, is left out.
      const lines = runLines({ ...job, runs: 0, hours: ran }, resources, assumed);
      return [[job.name, lines.reduce((sum, { usd }) => sum + usd, 0)] as const];
    }),
  );
}
