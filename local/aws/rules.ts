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
import { requestShapes } from './rules/request-shapes';
import { rolePermissions } from './rules/role-permissions';
import { rolesNotAssumable } from './rules/roles-not-assumable';
import { serviceLinkedRole, serviceLinkedRoleName } from './rules/service-linked-role';
import { throttling } from './rules/throttling';
import {
  assumableRoles,
  bucketEncryption,
  noContainers,
  securityGroupRules,
  stateMachineChecks,
  unknownCalls,
} from './rules/what-moto-lacks';
import { ServiceModels } from './service-models';

export interface RulesOptions {
  /**
   * What happens by chance happens as this number has it.
   * @default - nothing happens by chance
   */
  readonly seed?: number | undefined;
  /**
   * Finds the folder of botocore, once it is needed.
   * @default - the models of AWS's services are not had
   */
  readonly botocore?: () => string | undefined;
}

/** Every rule of a local AWS that starts now; those that remember something have forgotten it. */
export function allRules({ seed, ...options }: RulesOptions = {}): readonly Rule[] {
  return [...(seed === undefined ? [] : rulesByChance(seed)), ...rulesAlways(options)];
}

export function rulesAlways({ botocore = () => undefined }: RulesOptions = {}): readonly Rule[] {
  return [
    rolePermissions(),
    requestShapes(new ServiceModels(botocore)),
    capabilities(),
    containerDefaults(),
    emptyVariables(),
    orderOfContainers(),
    deletingStateMachines(),
    registryToken(),
    serviceLinkedRole(),
    serviceLinkedRoleName(),
    stateMachineChecks(),
    bucketEncryption(),
    securityGroupRules(),
    assumableRoles(),
    noContainers(),
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
