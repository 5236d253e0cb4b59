import { Chance } from './chance';
import type { Rule } from './rule';
import {
  capabilities,
  containerDefaults,
  emptyVariables,
  orderOfContainers,
} from './rules/container-definitions';
import { deletingStateMachines } from './rules/deleting-state-machines';
import { lateExecutions, lateRoles, lateTasks } from './rules/late';
import { registryToken } from './rules/registry-token';
import { rolesNotAssumable } from './rules/roles-not-assumable';
import { serviceLinkedRole, serviceLinkedRoleName } from './rules/service-linked-role';
import { throttling } from './rules/throttling';
import { stateMachineChecks, unknownCalls } from './rules/what-moto-lacks';

export interface RulesOptions {
  /**
   * What happens by chance happens as this number has it.
   * @default - nothing happens by chance
   */
  readonly seed?: number | undefined;
}

/** Every rule of a local AWS that starts now; those that remember something have forgotten it. */
export function allRules({ seed }: RulesOptions = {}): readonly Rule[] {
  return [...(seed === undefined ? [] : rulesByChance(seed)), ...rulesAlways()];
}

export function rulesAlways(): readonly Rule[] {
  return [
    capabilities(),
    containerDefaults(),
    emptyVariables(),
    orderOfContainers(),
    deletingStateMachines(),
    registryToken(),
    serviceLinkedRole(),
    serviceLinkedRoleName(),
    stateMachineChecks(),
    unknownCalls(),
  ];
}

export function rulesByChance(seed: number): readonly Rule[] {
  const chance = new Chance(seed);
  return [
    throttling(chance),
    lateExecutions(chance),
    lateRoles(chance),
    lateTasks(chance),
    rolesNotAssumable(chance),
  ];
}
