import { kindOf, type StackName } from '../../stacks/settings/outputs';
import type { Settings } from '../../stacks/settings/settings';

/** A Terraform state, as far as it says whose it is. */
export interface TaggedState {
  readonly resources?: readonly {
    readonly instances?: readonly { readonly attributes?: { readonly tags_all?: unknown } }[];
  }[];
}

const marks = ['Project', 'Environment', 'Stack'] as const;

/**
 * What to do about a state that is another stack's, environment's or project's: one whose resources
 * all have the tags of somebody else.
 *
 * @returns nothing where the state is the stack's own, or its resources have no such tags
 */
export function foreignState(
  settings: Settings,
  stack: StackName,
  { resources = [] }: TaggedState,
): string | undefined {
  const { project, environment, stateOf } = settings;
  const owners = resources.flatMap(({ instances = [] }) =>
    instances.flatMap(({ attributes }) => ownerOf(attributes?.tags_all) ?? []),
  );
  const [owner] = owners;
  const kind = kindOf(stack);
  const field = stateOf[kind] === undefined ? 'state' : `stateOf.${kind}`;
  return owner === undefined || owners.includes([project, environment, stack].join('/'))
    ? undefined
    : `the state of the stack ${stack} belongs to ${owner}: name the right one in environments.${environment}.${field} of config.ts, or choose another FARGATE_CRON_ENV`;
}

/** `acme/dev/network` */
function ownerOf(tags: unknown): string | undefined {
  if (typeof tags !== 'object' || tags === null) return undefined;
  const values = marks.map((mark): unknown => Reflect.get(tags, mark));
  return values.every((value) => typeof value === 'string') ? values.join('/') : undefined;
}
