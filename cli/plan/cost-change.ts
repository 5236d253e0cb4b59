import { monthlyCost } from '../../stacks/rules/monthly-cost';
import { resourcesOf, type TerraformPlan } from './changes';

/** What a month costs, in USD. */
export interface CostChange {
  readonly before: number;
  readonly after: number;
}

/**
 * What a month costs before and after, over all stacks: what a run costs stands in one, how often it
 * runs in another.
 */
export function costChange(plans: readonly TerraformPlan[], now: Date): CostChange {
  const sides = plans.map(resourcesOf);
  const cost = (name: 'before' | 'after'): number =>
    monthlyCost(
      sides.flatMap((side) => side[name]),
      { from: now },
    ).usd;
  return { before: cost('before'), after: cost('after') };
}
