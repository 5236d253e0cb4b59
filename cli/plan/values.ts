import { isDeepStrictEqual } from 'node:util';
import { isSecretName } from '../../stacks/rules/secret-name';

/** A value that is known only after apply. */
export const unknown = Object.freeze({
  toString: () => '(known after apply)',
  toJSON: () => '(known after apply)',
});

/** Part of every placeholder for an output that another stack does not have yet. */
export const placeholderMark = 'known-after-apply-of-';

/** What is shown of a value that is sensitive. */
export const hidden = '(sensitive)';

/** A value that is sensitive, whole or in part: it can be compared and never be shown. */
export class Sensitive {
  readonly #value: unknown;
  readonly #shown: string;

  constructor(value: unknown, shown = hidden) {
    this.#value = value;
    this.#shown = shown;
  }

  equals(other: unknown): boolean {
    return other instanceof Sensitive && isDeepStrictEqual(this.#value, other.#value);
  }

  toString(): string {
    return this.#shown;
  }

  toJSON(): string {
    return this.toString();
  }
}

const urlPassword = /(?<=[a-z][\w+.-]*:\/\/[^\s:/@]*:)[^\s@/]+(?=@)/gi;
// `--password x`, `--password=x`, `PASSWORD=x`
const setting = /(?<name>--?[\w-]+(?:=|\s+(?!-))|\b\w+=)(?<value>"[^"]*"|'[^']*'|[^\s"']+)/g;

/**
 * A value of a plan with everything that is not known or must not be seen taken out. JSON that stands
 * as text, such as a policy, is read, so that a secret in it is found, too.
 *
 * @param sensitive what `terraform show` says of it: `true`, or the same for each part
 * @param notKnown likewise
 * @param names whether what is a secret by its name is taken out, too
 */
export function visible(
  value: unknown,
  sensitive: unknown,
  notKnown: unknown,
  names = true,
): unknown {
  if (notKnown === true) return unknown;
  if (sensitive === true) return new Sensitive(value);
  if (typeof value === 'string') {
    if (value.includes(placeholderMark) && parseObject(value) === undefined) return unknown;
    const parsed = parseObject(value);
    if (parsed === undefined) return names ? withoutSecrets(value) : value;
    // A policy names secrets and tokens in its conditions and holds none.
    return visible(parsed, false, false, names && !('Statement' in parsed));
  }
  if (Array.isArray(value) || Array.isArray(notKnown)) {
    const items = listOf(value);
    const count = Math.max(items.length, listOf(notKnown).length);
    return Array.from({ length: count }, (_, index) =>
      visible(
        items[index],
        (names && isSecretFlag(items[index - 1])) || child(sensitive, index),
        child(notKnown, index),
        names,
      ),
    );
  }
  if (isObject(value) || isObject(notKnown)) {
    const fields = isObject(value) ? value : {};
    const all = new Set([
      ...Object.keys(fields),
      ...Object.keys(isObject(notKnown) ? notKnown : {}),
    ]);
    // Step Functions writes the variables of a container in its own way.
    const variable = fields['name'] ?? fields['Name'];
    const isSecretPair = typeof variable === 'string' && isSecretName(variable);
    const isHidden = (name: string): boolean =>
      names &&
      typeof fields[name] === 'string' &&
      fields[name] !== '' &&
      (isSecretName(name) || (isSecretPair && /^value$/i.test(name)));
    return Object.fromEntries(
      [...all].map((name) => [
        name,
        visible(
          fields[name],
          isHidden(name) || child(sensitive, name),
          child(notKnown, name),
          names,
        ),
      ]),
    );
  }
  return value;
}

/** A text without the passwords that its names and the form of its URLs say are in it. */
function withoutSecrets(text: string): string | Sensitive {
  const shown = text
    .replaceAll(urlPassword, hidden)
    .replaceAll(setting, (whole: string, name: string) =>
      isSecretName(name.replace(/^-+|[=\s]+$/g, '')) ? name + hidden : whole,
    );
  return shown === text ? text : new Sensitive(text, shown);
}

/** An option whose value is the next word. */
function isSecretFlag(word: unknown): boolean {
  return typeof word === 'string' && /^--?[\w-]+$/.test(word) && isSecretName(word);
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

function parseObject(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
