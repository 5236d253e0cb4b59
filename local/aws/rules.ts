import type { Rule } from './rule';
import { stateMachineChecks, unknownCalls } from './rules/what-moto-lacks';

/** Every rule of a local AWS that starts now; those that remember something have forgotten it. */
export function allRules(): readonly Rule[] {
  return [stateMachineChecks(), unknownCalls()];
}
