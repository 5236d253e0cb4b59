import { monthlyCost } from '../../stacks/rules/monthly-cost';
import type { Settings } from '../../stacks/settings/settings';
import { estimateCost } from '../cost/estimate-cost';
import type { SynthesizedStacks } from '../deployed/resources';
import { resourcesBefore, type TerraformPlan } from './changes';

/** What a month costs, in USD. */
export interface CostChange {
  readonly before: number;
  readonly after: number;
}

/**
 * What a month costs before and after, over all stacks: what a run costs stands in one, how often it
 * runs in another. Afterwards it is what `cost` says, and not what the plan knows of it, since much
 * of what a plan creates or replaces is known only after the apply.
 *
 * @param plans of all stacks
 */
export function costChange(
  settings: Settings,
  stacks: SynthesizedStacks,
  plans: readonly TerraformPlan[],
  now: Date,
): CostChange {
  return {
    before: monthlyCost(plans.flatMap(resourcesBefore), { from: now }).usd,
    after: estimateCost(settings, { from: now }, stacks).usd,
  };
}
