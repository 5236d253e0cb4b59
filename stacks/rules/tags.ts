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
export const builtInTags: readonly string[] = ['Project', 'Environment', 'Stack', 'Job'];

/**
 * One key beside others. IAM takes two keys that differ only in case for one.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
 */
export function tagKeyProblems(key: string, others: readonly string[]): string[] {
  const same = (other: string): boolean => other.toLowerCase() === key.toLowerCase();
  if (builtInTags.some(same)) {
    return [`must not be one of ${builtInTags.join(', ')}, which are set already, got "${key}"`];
  }
  const other = others.find((other) => same(other) && other !== key);
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
