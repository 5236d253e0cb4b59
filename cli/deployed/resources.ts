import { Testing, type TerraformStack } from 'cdktf';
import type { PricedResource } from '../../stacks/rules/monthly-cost';
import { createStacks } from '../../stacks/project';
import type { Settings } from '../../stacks/settings/settings';

/** The Terraform JSON of a stack, as far as the command reads it. */
export interface SynthesizedStack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, PricedResource['values']>>>>;
  readonly output: Readonly<Record<string, { readonly value?: unknown }>>;
}

/** Every stack of the project by its id, as a synthesis would write it; nothing is written. */
export function synthesizedStacks(settings: Settings): Record<string, SynthesizedStack> {
  const stacks = Object.values(createStacks(Testing.app(), settings)).flat() as TerraformStack[];
  for (const stack of stacks) stack.prepareStack();
  return Object.fromEntries(
    stacks.map((stack) => {
      const { resource = {}, output = {} } = stack.toTerraform() as Partial<SynthesizedStack>;
      return [stack.node.id, { resource, output }];
    }),
  );
}

/** Every resource of the project. */
export function synthesizedResources(settings: Settings): PricedResource[] {
  return Object.values(synthesizedStacks(settings)).flatMap(({ resource }) =>
    Object.entries(resource).flatMap(([type, byName]) =>
      Object.values(byName).map((values) => ({ type, values })),
    ),
  );
}
