import {
  monthlyCost,
  type CostAssumptions,
  type MonthlyCost,
} from '../../stacks/rules/monthly-cost';
import { spentOn } from '../../stacks/rules/cost/spent';
import type { Settings } from '../../stacks/settings/settings';
import { resourcesIn, synthesizedStacks, type SynthesizedStacks } from '../deployed/resources';

/**
 * What an environment costs in a month once its configuration is applied.
 *
 * @param stacks its synthesized stacks
 */
export function estimateCost(
  settings: Settings,
  assumptions: CostAssumptions,
  stacks = synthesizedStacks(settings),
): MonthlyCost {
  return monthlyCost(resourcesIn(stacks), { ...knownOf(settings, stacks), ...assumptions });
}

/**
 * What Fargate asked for the hours that jobs ran, by job, with the sizes of the configuration.
 *
 * @param stacks its synthesized stacks
 */
export function spentCost(
  settings: Settings,
  hours: ReadonlyMap<string, number>,
  from: Date,
  stacks: SynthesizedStacks,
): Map<string, number> {
  return spentOn(resourcesIn(stacks), hours, { ...knownOf(settings, stacks), from });
}

/** What resources do not say and the configuration does. */
function knownOf({ jobs }: Settings, stacks: SynthesizedStacks) {
  const publicIp = stacks['network']?.output['assign_public_ip']?.value;
  return {
    taskByJob: Object.fromEntries(jobs.map(({ name, task }) => [name, task])),
    ...(typeof publicIp === 'boolean' && { publicIp }),
  };
}
