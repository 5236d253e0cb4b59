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
  const sound = structuredClone(config);
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
        ? `is required: write a ${issue.expected}`
        : `must be a ${issue.expected}, got ${JSON.stringify(issue.input)}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}, got ${JSON.stringify(issue.input)}`;
    case 'invalid_union':
      return describeUnion(issue);
    case 'too_small':
      return `must hold at least ${String(issue.minimum)}, got ${JSON.stringify(issue.input)}`;
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
  return `must be one of ${known.map((option) => JSON.stringify(option)).join(', ')}, got ${JSON.stringify(got)}`;
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
