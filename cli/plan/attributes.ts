import { isDeepStrictEqual } from 'node:util';
import { hidden, isObject, Sensitive, unknown } from './values';

const nameKeys = ['name', 'Name', 'Sid', 'id'];

/** One attribute that a plan changes. A side is missing where the attribute has no value. */
export interface AttributeChange {
  /** `container_definitions[weekly-crawl].image` */
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
  /** Terraform learns the value while it applies. */
  readonly afterUnknown?: boolean;
  readonly forcesReplacement?: boolean;
}

/** What differs between two values, leaf by leaf, in the order of their names. */
export function attributeChanges(
  before: unknown,
  after: unknown,
  replacePaths: readonly (readonly (string | number)[])[] = [],
): AttributeChange[] {
  const old = leavesOf(before);
  const fresh = leavesOf(after);
  const forcing = new Set(replacePaths.map(([first]) => String(first)));
  return [...new Set([...old.keys(), ...fresh.keys()])].sort().flatMap((path) => {
    const [was, becomes] = [old.get(path), fresh.get(path)];
    if (same(was, becomes) || hiddenByParent(path, becomes, fresh)) return [];
    const [attribute = ''] = path.split(/[.[]/);
    return [
      {
        path,
        ...(was !== undefined && { before: text(was) }),
        ...(becomes !== undefined && { after: textAfter(was, becomes) }),
        ...(isUnknown(becomes) && { afterUnknown: true }),
        ...(forcing.has(attribute) && { forcesReplacement: true }),
      },
    ];
  });
}

function isUnknown(value: unknown): boolean {
  return value === unknown || (Array.isArray(value) && value.includes(unknown));
}

/** Below a value that is known only after apply, nothing counts as removed. */
function hiddenByParent(
  path: string,
  after: unknown,
  fresh: ReadonlyMap<string, unknown>,
): boolean {
  if (after !== undefined) return false;
  for (
    let end = path.length;
    end > 0;
    end = Math.max(path.lastIndexOf('.', end - 1), path.lastIndexOf('[', end - 1))
  ) {
    if (fresh.get(path.slice(0, end)) === unknown) return true;
  }
  return false;
}

function leavesOf(value: unknown): Map<string, unknown> {
  const leaves = new Map<string, unknown>();
  collect(value, '', leaves);
  return leaves;
}

function collect(value: unknown, path: string, leaves: Map<string, unknown>): void {
  if (Array.isArray(value) && value.some(isObject)) {
    const names = value.map(nameOf);
    const unique =
      names.every((name) => name !== undefined) && new Set(names).size === names.length;
    value.forEach((item, index) => {
      const key = unique ? names[index] : undefined;
      collect(withoutName(item, key), `${path}[${key ?? index}]`, leaves);
    });
  } else if (isObject(value)) {
    for (const [name, item] of Object.entries(value)) {
      collect(item, path === '' ? name : `${path}.${name}`, leaves);
    }
  } else if (!isEmpty(value)) {
    leaves.set(path, value);
  }
}

/** The name of a list item, so that a new first item does not change the path of all others. */
function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const name = nameKeys.map((key) => item[key]).find((value) => value !== undefined);
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** The name stands in the path already; it stays where it is all there is. */
function withoutName(item: unknown, name: string | undefined): unknown {
  if (name === undefined || !isObject(item)) return item;
  const rest = Object.entries(item).filter(
    ([key, value]) => value !== name || !nameKeys.includes(key),
  );
  return rest.length === 0 ? item : Object.fromEntries(rest);
}

/** Providers write an attribute that is not set in each of these ways. */
function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === '' ||
    (Array.isArray(value) && value.length === 0)
  );
}

function same(before: unknown, after: unknown): boolean {
  if (before instanceof Sensitive) return before.equals(after);
  return Array.isArray(before) && Array.isArray(after)
    ? before.length === after.length && before.every((item, index) => same(item, after[index]))
    : isDeepStrictEqual(before, after);
}

function text(value: unknown): string {
  if (Array.isArray(value)) return value.map(text).join(', ');
  if (isObject(value)) return JSON.stringify(value);
  return String(value);
}

function textAfter(before: unknown, after: unknown): string {
  return before instanceof Sensitive &&
    after instanceof Sensitive &&
    String(before) === String(after)
    ? String(after).replaceAll(hidden, '(sensitive, changed)')
    : text(after);
}
