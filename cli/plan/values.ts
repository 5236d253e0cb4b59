import { isDeepStrictEqual } from 'node:util';

/** Stands where Terraform does not know a value before it applies. */
export const unknown = Object.freeze({
  toString: () => '(known after apply)',
  toJSON: () => '(known after apply)',
});

/** Part of every text that stands in for an output which another stack has not got yet. */
export const placeholderMark = 'known-after-apply-of-';

/** Stands where a value is sensitive: it can be compared and never be shown. */
export class Sensitive {
  readonly #value: unknown;

  constructor(value: unknown) {
    this.#value = value;
  }

  equals(other: unknown): boolean {
    return other instanceof Sensitive && isDeepStrictEqual(this.#value, other.#value);
  }

  toString(): string {
    return '(sensitive)';
  }

  toJSON(): string {
    return this.toString();
  }
}

// A name that says the value is a secret, whatever the provider says of it: an environment variable
// of a container is not sensitive for Terraform.
const secretName = /(secret|password|passwd|token|credential|private_?key|api_?key|access_?key)/i;
const referenceName = /(arn|name|id|uri|url|value_?from|version)s?$/i;

/**
 * A value of a plan with everything that is not known or must not be seen taken out. JSON that stands
 * as text, such as a policy, is read, so that a secret in it is found, too.
 *
 * @param sensitive what `terraform show` says of it: `true`, or the same for each part
 * @param notKnown likewise
 */
export function visible(value: unknown, sensitive: unknown, notKnown: unknown): unknown {
  if (notKnown === true) return unknown;
  if (sensitive === true) return new Sensitive(value);
  if (typeof value === 'string') {
    if (value.includes(placeholderMark) && parseObject(value) === undefined) return unknown;
    const parsed = parseObject(value);
    return parsed === undefined ? value : visible(parsed, false, false);
  }
  if (Array.isArray(value) || Array.isArray(notKnown)) {
    const items = listOf(value);
    const count = Math.max(items.length, listOf(notKnown).length);
    return Array.from({ length: count }, (_, index) =>
      visible(items[index], child(sensitive, index), child(notKnown, index)),
    );
  }
  if (isObject(value) || isObject(notKnown)) {
    const fields = isObject(value) ? value : {};
    const names = new Set([
      ...Object.keys(fields),
      ...Object.keys(isObject(notKnown) ? notKnown : {}),
    ]);
    const isSecretPair = typeof fields['name'] === 'string' && isSecret(fields['name']);
    return Object.fromEntries(
      [...names].map((name) => [
        name,
        visible(
          fields[name],
          isSecret(name) && typeof fields[name] === 'string'
            ? fields[name] !== ''
            : (isSecretPair && name === 'value') || child(sensitive, name),
          child(notKnown, name),
        ),
      ]),
    );
  }
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    value !== unknown &&
    !(value instanceof Sensitive)
  );
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** What lies at a path of names and indices; nothing where the path ends early. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(child, value);
}

function child(parent: unknown, key: string | number): unknown {
  if (parent === true) return true;
  if (Array.isArray(parent)) return typeof key === 'number' ? parent[key] : undefined;
  return isObject(parent) ? parent[key] : undefined;
}

function isSecret(name: string): boolean {
  return secretName.test(name) && !referenceName.test(name);
}

function parseObject(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
