import type { z } from 'zod';
import { configSchema, type Config } from './config';
import type { Problem } from './config-error';

type Issue = z.core.$ZodIssue;

/**
 * Checks the shape of the configuration: types, required fields, unknown keys.
 *
 * @returns the problems, and a copy without the parts that have one, so that the rules about values
 * can be checked in the same go
 */
export function checkShape(config: Config): { problems: Problem[]; sound: Config } {
  const issues =
    configSchema.safeParse(config, { reportInput: true, error: describe }).error?.issues ?? [];
  const sound = copyOf(config) as Config;
  for (const issue of issues) {
    for (const path of pathsOf(issue)) remove(sound, path);
  }
  return {
    problems: issues.flatMap((issue) =>
      pathsOf(issue).map((path) => ({ path, text: issue.message })),
    ),
    sound,
  };
}

/** What zod says by itself is right for the kinds of issue that are not in here. */
function describe(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'is not a known key';
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

/** No variant has the discriminator's value; undefined stands for the variant without one. */
function describeUnion({
  discriminator,
  options,
  input,
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string | undefined {
  if (typeof discriminator !== 'string' || !Array.isArray(options)) return undefined;
  const known = options.filter((option) => option !== undefined);
  const got: unknown =
    typeof input === 'object' && input !== null ? Reflect.get(input, discriminator) : input;
  return `must be one of ${known.map((option) => JSON.stringify(option)).join(', ')}, got ${shown(got)}`;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** What JSON knows as it writes it, and what it does not know by its kind. */
function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return String(value);
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}

/** What JavaScript cannot clone, such as a function, is a problem that is to be told like others. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copyOf(each)]));
}

/** An issue about unknown keys stands at the object that holds them; a problem stands at the key. */
function pathsOf(issue: Issue): PropertyKey[][] {
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => [...issue.path, key])
    : [issue.path];
}

function remove(root: unknown, path: readonly PropertyKey[]): void {
  const [key, ...rest] = path;
  if (key === undefined || typeof root !== 'object' || root === null) return;
  if (rest.length > 0) remove(Reflect.get(root, key), rest);
  else if (!Array.isArray(root)) Reflect.deleteProperty(root, key);
}
