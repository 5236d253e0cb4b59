import { defaultAssumptions, type Assumptions, type CostAssumptions } from './cost/assumptions';
import { jobsOf } from './cost/jobs';
import { merged, type CostLine } from './cost/line';
import { insightsLines, metricLines } from './cost/metric-lines';
import { isPriced } from './cost/priced-types';
import { runLines } from './cost/run-lines';
import { standingLines } from './cost/standing-lines';
import { withoutEmpty, type PricedResource } from './cost/values';
import { prices, pricesRegion } from './prices';

export type { CostAssumptions, CostLine, PricedResource };

export interface MonthlyCost {
  readonly usd: number;
  /** The dearest first. */
  readonly lines: readonly CostLine[];
  /** Resources that may cost something and are not in the sum, such as `aws_flow_log`. */
  readonly unpriced: readonly string[];
  /** The day of the oldest price, and the region of all. */
  readonly pricesAsOf: string;
  readonly pricesRegion: string;
}

// Far below what any price is known to, and above what the order of the sum changes.
const digits = 6;

/**
 * What the resources of a project cost in a month, at list prices, without the free tier. It is the
 * same for resources that are synthesized, planned or applied.
 */
export function monthlyCost(
  given: readonly PricedResource[],
  assumptions: CostAssumptions,
): MonthlyCost {
  const resources = withoutEmpty(given);
  const assumed: Assumptions = { ...defaultAssumptions, ...assumptions };
  const jobs = jobsOf(resources, assumed);
  const lines = [
    ...jobs.flatMap((job) => runLines(job, resources, assumed)),
    ...insightsLines(resources, jobs),
    ...metricLines(resources, jobs),
    ...resources.flatMap((resource) => standingLines(resource, resources, jobs, assumed)),
  ].filter(({ quantity }) => quantity > 0);
  const unpriced = resources.filter(({ type }) => !isPriced(type)).map(({ type }) => type);
  const tasksWithoutSize = jobs.filter(({ task }) => task === undefined);
  return {
    usd: Number(lines.reduce((sum, { usd }) => sum + usd, 0).toFixed(digits)),
    lines: merged(lines).sort((a, b) => b.usd - a.usd),
    unpriced: [
      ...new Set([...unpriced, ...tasksWithoutSize.map(({ name }) => `the task of ${name}`)]),
    ],
    pricesAsOf: Object.values(prices)
      .map(({ asOf }) => asOf)
      .reduce((oldest, asOf) => (asOf < oldest ? asOf : oldest)),
    pricesRegion,
  };
}
