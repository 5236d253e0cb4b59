import { kindOf, type StackName } from '../../stacks/settings/outputs';
import type { Settings } from '../../stacks/settings/settings';
import { ownerTag } from '../../stacks/settings/tags';

/** A Terraform state, as far as it says whose it is. */
export interface TaggedState {
  readonly resources?: readonly {
    readonly instances?: readonly { readonly attributes?: { readonly tags_all?: unknown } }[];
  }[];
}

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
  const { environment, stateOf, tags, tagKeys } = settings;
  const owners = resources.flatMap(({ instances = [] }) =>
    instances.flatMap(({ attributes }) => ownerOf(attributes?.tags_all, tagKeys) ?? []),
  );
  const [owner] = owners;
  if (owner === undefined || owners.some((one) => isOurs(one, settings, stack))) return undefined;
  const kind = kindOf(stack);
  const field = stateOf[kind] === undefined ? 'state' : `stateOf.${kind}`;
  const isRenamed = tagKeys.project in tags || tagKeys.environment in tags;
  return [
    `the state of the stack ${stack} belongs to ${Object.values(owner).join('/')}: name the right one in environments.${environment}.${field} of config.ts, or choose another FARGATE_CRON_ENV`,
    ...(isRenamed
      ? [`; if it is the right one, and tags had another value, run npx cdktf deploy ${stack}`]
      : []),
  ].join('');
}

interface Owner {
  readonly project: string;
  readonly environment: string;
  readonly stack: string;
}

/** A state may be older than what `tags` calls the project and the environment. */
function isOurs(owner: Owner, settings: Settings, stack: StackName): boolean {
  return (
    owner.stack === stack &&
    (['project', 'environment'] as const).every((name) =>
      [settings[name], ownerTag(settings, name).value].includes(owner[name]),
    )
  );
}

function ownerOf(tags: unknown, keys: Settings['tagKeys']): Owner | undefined {
  if (typeof tags !== 'object' || tags === null) return undefined;
  const [project, environment, stack] = [keys.project, keys.environment, keys.stack].map(
    (key): unknown => Reflect.get(tags, key),
  );
  return typeof project === 'string' && typeof environment === 'string' && typeof stack === 'string'
    ? { project, environment, stack }
    : undefined;
}
