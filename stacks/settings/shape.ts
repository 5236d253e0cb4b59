import { z } from 'zod';
import { didYouMean, nearest } from '../rules/nearest';
import { configSchema, type Config } from '../config/config';
import type { Problem } from '../config/config-error';
import { shown } from '../config/shown';

type Issue = z.core.$ZodIssue;

/**
 * Checks the shape of the configuration: types, required fields, unknown keys.
 *
 * @returns the problems, and a copy without the parts that have one, so that the rules about values
 * can be checked in the same go; it is whole unless something lacks what it must have
 */
export function checkShape(config: Config): {
  problems: Problem[];
  sound: Config;
  isWhole: boolean;
} {
  const issues = issuesOf(config);
  const sound = copyOf(config) as Config;
  // What is removed may be what another part must have.
  let wrong = issues;
  while (wrong.flatMap(pathsOf).filter((path) => remove(sound, path)).length > 0) {
    wrong = issuesOf(sound);
  }
  return {
    problems: issues.flatMap((issue) => {
      // One of several unknown keys has a line each.
      const texts = issue.message.split('\n');
      return pathsOf(issue).map((path, index) => ({ path, text: texts[index] ?? issue.message }));
    }),
    sound,
    isWhole: wrong.length === 0,
  };
}

function issuesOf(config: Config): Issue[] {
  const { error } = configSchema.safeParse(config, { reportInput: true, error: describe });
  return (error?.issues ?? []).flatMap(withinVariant);
}

/** Of a text or an object, the object is what is wrong in itself: the issues are those within it. */
function withinVariant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || !isObject(issue.input)) return [issue];
  const meant = issue.errors.filter((issues) => !issues.some(isOfOtherType));
  const [only] = meant;
  return only === undefined || meant.length > 1
    ? [issue]
    : only
        .map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }))
        .flatMap(withinVariant);
}

function isOfOtherType({ code, path }: Issue): boolean {
  return code === 'invalid_type' && path.length === 0;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What zod says by itself is right for the kinds of issue that are not in here. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => describeKey(key, issue.inst)).join('\n');
    case 'invalid_type':
      return issue.input === undefined
        ? `is required: write ${withArticle(issue.expected)}`
        : `must be ${withArticle(issue.expected)}, got ${shown(issue.input)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}, got ${shown(issue.input)}`;
    case 'invalid_union':
      return describeUnion(issue);
    case 'too_small':
      return `must hold at least ${String(issue.minimum)}, got ${shown(issue.input)}`;
    default:
      return undefined;
  }
}

function describeKey(key: string, schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const meant = nearest(key, known) ?? known.find((name) => name.toLowerCase().startsWith(key));
  return `is not a known key${didYouMean(meant)}`;
}

/** No variant has the discriminator's value; undefined stands for the variant without one. */
function describeUnion({
  discriminator,
  options,
  errors,
  input,
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (typeof discriminator !== 'string' || !Array.isArray(options)) {
    const types = errors.flat().flatMap((issue) => ('expected' in issue ? [issue.expected] : []));
    return types.length === 0
      ? undefined
      : `must be ${types.map(withArticle).join(' or ')}, got ${shown(input)}`;
  }
  const known = options.filter((option) => option !== undefined);
  const got: unknown =
    typeof input === 'object' && input !== null ? Reflect.get(input, discriminator) : input;
  return `must be one of ${known.map((option) => JSON.stringify(option)).join(', ')}, got ${shown(got)}`;
}

function withArticle(type: string): string {
  // That is zod's word, and no other's.
  const noun = type === 'record' ? 'object' : type;
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** What JavaScript cannot clone, such as a function, is a problem that is to be told like others. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  // What is set to nothing is not set, and takes no default away.
  const set = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(set.map(([key, each]) => [key, copyOf(each)]));
}

/** An issue about unknown keys stands at the object that holds them; a problem stands at the key. */
function pathsOf(issue: Issue): PropertyKey[][] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => [...issue.path, key])
    : [issue.path];
}

/**
 * An array goes whole, since its other elements would get other places, and so does what lacks something
 * that it must have; a job stays without it.
 *
 * @returns whether there was something to remove
 */
function remove(root: unknown, path: readonly PropertyKey[]): boolean {
  const [parent, key] = [path.slice(0, -1), path.at(-1)];
  const holder = parent.reduce(child, root);
  if (key === undefined || typeof holder !== 'object' || holder === null) return false;
  if (!Array.isArray(holder) && Object.hasOwn(holder, key)) {
    return Reflect.deleteProperty(holder, key);
  }
  const ofJob = parent.length === 2 && parent[0] === 'jobs';
  return !ofJob && remove(root, parent);
}

/** What stands at a key, where there may be nothing that has keys. */
export function child(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined;
}
