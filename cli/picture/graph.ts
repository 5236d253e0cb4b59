import type { SynthesizedStack } from '../deployed/resources';
import { partNames, partOf, verbsBetween } from './parts';

/** All resources of one kind in one stack; those of jobs are apart from others of their kind. */
interface Part {
  /** `<stack> <type>`, or `<stack> <type> jobs` */
  readonly id: string;
  readonly stack: string;
  readonly label: string;
  /** Whose they are, of what jobs have one of each. */
  readonly jobs: readonly string[];
}

/** What one part does with another. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly verb: string;
}

export interface Graph {
  readonly parts: readonly Part[];
  readonly arrows: readonly Arrow[];
}

type Stacks = Readonly<Record<string, SynthesizedStack>>;

/**
 * What is deployed and what does what with what, from the references between resources that Terraform
 * follows, across stacks by way of their outputs. Roles, policies and settings of other resources are left
 * out, and so is what only needs another, such as a subnet its VPC.
 */
export function graphOf(stacks: Stacks): Graph {
  const parts = new Map<string, Part>();
  const arrows = new Map<string, Arrow>();
  for (const [stack, { resource }] of Object.entries(stacks)) {
    for (const [type, byName] of Object.entries(resource)) {
      const names = partNames[type];
      if (names === undefined) continue;
      for (const [id, members] of grouped(stack, type, Object.keys(byName))) {
        const label = members.length === 1 ? names[0] : `${members.length} ${names[1]}`;
        parts.set(id, { id, stack, label, jobs: members.flatMap((each) => jobOf(each) ?? []) });
      }
    }
  }
  for (const [stack, { resource }] of Object.entries(stacks)) {
    for (const [type, byName] of Object.entries(resource)) {
      for (const [name, values] of Object.entries(byName)) {
        const from = idOf(stack, type, name);
        for (const to of referencesIn(values, stack, stacks)) {
          const verb = verbsBetween[`${typeOf(from)} ${typeOf(to)}`];
          if (verb === undefined || to === from || !parts.has(from) || !parts.has(to)) continue;
          arrows.set(`${from} ${to}`, { from, to, verb });
        }
      }
    }
  }
  return { parts: [...parts.values()], arrows: [...arrows.values()] };
}

function grouped(stack: string, type: string, names: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const id = idOf(stack, type, name);
    groups.set(id, [...(groups.get(id) ?? []), name]);
  }
  return groups;
}

function idOf(stack: string, type: string, name: string): string {
  const id = `${stack} ${partOf[type] ?? type}`;
  return jobOf(name) === undefined ? id : `${id} jobs`;
}

/** The ids of constructs say whose they are, and never change. */
function jobOf(name: string): string | undefined {
  return /^(?:job|machine)-([^_]+)_/.exec(name)?.[1];
}

function typeOf(id: string): string {
  return id.split(' ')[1] ?? '';
}

/** The ids of the parts that a value refers to. */
function referencesIn(value: unknown, stack: string, stacks: Stacks): Set<string> {
  const text = JSON.stringify(value);
  const found = new Set<string>();
  for (const [, type = '', name = ''] of text.matchAll(/(?<!data\.)\b(aws_\w+)\.([\w-]+)\./g)) {
    found.add(idOf(stack, type, name));
  }
  const remote = /terraform_remote_state\.(\w+)\.outputs\.(\w+)/g;
  for (const [, neighbour = '', name = ''] of text.matchAll(remote)) {
    const output = stacks[neighbour]?.output[name]?.value;
    for (const reference of referencesIn(output ?? null, neighbour, stacks)) found.add(reference);
  }
  return found;
}
