import type { SynthesizedStack } from '../deployed/resources';
import { partNames, partOf, verbsBetween } from './parts';

/** All resources of one kind in one stack. */
interface Part {
  /** `<stack> <type>` */
  readonly id: string;
  readonly stack: string;
  readonly label: string;
}

/** One part needs another. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  /** What it does with it, where that is known. */
  readonly verb?: string;
}

export interface Graph {
  readonly parts: readonly Part[];
  readonly arrows: readonly Arrow[];
}

type Stacks = Readonly<Record<string, SynthesizedStack>>;

/**
 * What is deployed and what needs what, from the references between resources that Terraform
 * follows, across stacks by way of their outputs. Roles, policies and settings of other resources
 * are left out.
 */
export function graphOf(stacks: Stacks): Graph {
  const parts = new Map<string, Part>();
  for (const [stack, { resource }] of Object.entries(stacks)) {
    for (const [type, byName] of Object.entries(resource)) {
      const names = partNames[type];
      if (names === undefined) continue;
      const count = Object.keys(byName).length;
      const label = count === 1 ? names[0] : `${count} ${names[1]}`;
      parts.set(`${stack} ${type}`, { id: `${stack} ${type}`, stack, label });
    }
  }
  const arrows = new Map<string, Arrow>();
  for (const [stack, { resource }] of Object.entries(stacks)) {
    for (const [type, byName] of Object.entries(resource)) {
      const from = `${stack} ${partOf[type] ?? type}`;
      if (!parts.has(from)) continue;
      for (const to of referencesIn(byName, stack, stacks)) {
        if (to === from || !parts.has(to)) continue;
        const verb = verbsBetween[`${typeOf(from)} ${typeOf(to)}`];
        arrows.set(`${from} ${to}`, { from, to, ...(verb !== undefined && { verb }) });
      }
    }
  }
  return { parts: [...parts.values()], arrows: [...arrows.values()] };
}

function typeOf(id: string): string {
  return id.split(' ')[1] ?? '';
}

/** The ids of the parts that a value refers to. */
function referencesIn(value: unknown, stack: string, stacks: Stacks): Set<string> {
  const text = JSON.stringify(value);
  const found = new Set<string>();
  for (const [, type = ''] of text.matchAll(/(?<!data\.)\b(aws_\w+)\.[\w-]+\./g)) {
    found.add(`${stack} ${partOf[type] ?? type}`);
  }
  const remote = /terraform_remote_state\.(\w+)\.outputs\.(\w+)/g;
  for (const [, neighbour = '', name = ''] of text.matchAll(remote)) {
    const output = stacks[neighbour]?.output[name]?.value;
    for (const reference of referencesIn(output ?? null, neighbour, stacks)) found.add(reference);
  }
  return found;
}
