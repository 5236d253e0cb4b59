// https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
const most = 50;
const letters = /^[\p{L}\p{N}\p{Z}_.:/=+@-]*$/u;

/** One tag. */
export function tagProblems(key: string, value: string): string[] {
  if (key.length < 1 || key.length > 128 || !letters.test(key)) {
    return [
      `must be a key of 1 to 128 letters, digits, spaces and _.:/=+-@, got "${key}" with ${key.length}`,
    ];
  }
  if (/^aws:/i.test(key)) return [`must not begin with aws:, which is AWS's own, got "${key}"`];
  return value.length <= 256 && letters.test(value)
    ? []
    : [
        `must be at most 256 letters, digits, spaces and _.:/=+-@, got "${value}" with ${value.length}`,
      ];
}

/** What the stacks tag with themselves, and the budget and the check of whose a state is go by. */
export interface TagKeys {
  readonly project: string;
  readonly environment: string;
  readonly stack: string;
  readonly job: string;
}

export const defaultTagKeys: TagKeys = {
  project: 'Project',
  environment: 'Environment',
  stack: 'Stack',
  job: 'Job',
};

// The network's resources have a value of their own for it, which would take the place of all others.
const nameKey = 'Name';

/** Whether IAM takes two keys for one: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
function meet(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A key of the stacks' own beside those that stand before it. */
export function ownTagKeyProblems(key: string, before: readonly string[]): string[] {
  const other = before.find((other) => meet(other, key));
  if (other !== undefined) {
    return [`must differ from the others in more than case, got "${key}" beside "${other}"`];
  }
  return key === nameKey ? [`must not be Name, which resources have of their own`] : [];
}

/**
 * One key beside others.
 *
 * @param reserved keys whose values the stacks set
 */
export function tagKeyProblems(
  key: string,
  reserved: readonly string[],
  others: readonly string[],
): string[] {
  if (reserved.some((other) => meet(other, key))) {
    return [`must not be one of ${reserved.join(', ')}, which are set already, got "${key}"`];
  }
  const other = others.find((other) => meet(other, key) && other !== key);
  return other === undefined
    ? []
    : [`must not differ from another key in case only, got "${key}"; write "${other}"`];
}

/** All tags of one resource together. */
export function tagCountProblems(keys: readonly string[]): string[] {
  const count = new Set(keys).size;
  return count <= most
    ? []
    : [`must make at most ${most} tags a resource, with those of the project, got ${count}`];
}
