import { Testing, type TerraformStack } from 'cdktf';
import type { PricedResource } from '../stacks/rules/monthly-cost';
import { createStacks } from '../stacks/project';
import type { Settings } from '../stacks/settings';

interface Synthesized {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, PricedResource['values']>>>>;
}

/** Every resource of the project as a synthesis would write it; nothing is written. */
export function synthesizedResources(settings: Settings): PricedResource[] {
  const stacks = Object.values<TerraformStack>(createStacks(Testing.app(), settings));
  for (const stack of stacks) stack.prepareStack();
  return stacks.flatMap((stack) => {
    const { resource = {} } = stack.toTerraform() as Synthesized;
    return Object.entries(resource).flatMap(([type, byName]) =>
      Object.values(byName).map((values) => ({ type, values })),
    );
  });
}
