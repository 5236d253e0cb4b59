import {
  monthlyCost,
  type CostAssumptions,
  type MonthlyCost,
} from '../../stacks/rules/monthly-cost';
import type { Settings } from '../../stacks/settings/settings';
import { resourcesIn, synthesizedStacks } from '../deployed/resources';

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
  const publicIp = stacks['network']?.output['assign_public_ip']?.value;
  return monthlyCost(resourcesIn(stacks), {
    taskByJob: Object.fromEntries(settings.jobs.map(({ name, task }) => [name, task])),
    ...(typeof publicIp === 'boolean' && { publicIp }),
    ...assumptions,
  });
}
