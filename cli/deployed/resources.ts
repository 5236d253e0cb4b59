import { Testing, type TerraformStack } from 'cdktf';
import type { PricedResource } from '../../stacks/rules/monthly-cost';
import { createStacks } from '../../stacks/project';
import type { Settings } from '../../stacks/settings/settings';

/** The Terraform JSON of a stack, as far as the command reads it. */
export interface SynthesizedStack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, PricedResource['values']>>>>;
  readonly output: Readonly<Record<string, { readonly value?: unknown }>>;
}

/** Stacks by their id. */
export type SynthesizedStacks = Readonly<Record<string, SynthesizedStack>>;

/** Every stack of the project, as a synthesis would write it; nothing is written. */
export function synthesizedStacks(settings: Settings): SynthesizedStacks {
  const stacks = Object.values(createStacks(Testing.app(), settings)).flat() as TerraformStack[];
  for (const stack of stacks) stack.prepareStack();
  return Object.fromEntries(
    stacks.map((stack) => [stack.node.id, synthesizedStack(stack.toTerraform() as object)]),
  );
}

/** A stack of the Terraform JSON that was written for it. */
export function synthesizedStack(json: Partial<SynthesizedStack>): SynthesizedStack {
  const { resource = {}, output = {} } = json;
  return { resource, output };
}

/** Every resource of some stacks. */
export function resourcesIn(stacks: SynthesizedStacks): PricedResource[] {
  return Object.values(stacks).flatMap(({ resource }) =>
    Object.entries(resource).flatMap(([type, byName]) =>
      Object.values(byName).map((values) => ({ type, values })),
    ),
  );
}
