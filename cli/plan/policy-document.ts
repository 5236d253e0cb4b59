import { isDeepStrictEqual } from 'node:util';
import { knowsNoResource } from './actions-without-resource';
import { isObject } from './values';

/** One action on one resource by one principal, as a statement allows or denies it. */
interface Grant {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
  readonly conditions: readonly string[];
}

interface Statement {
  readonly effect: unknown;
  readonly grants: readonly Grant[];
  /** The statement itself where it has NotAction, NotResource or NotPrincipal. */
  readonly exclusion?: Record<string, unknown>;
}

// `iam:?*` is any action as well, and `arn:aws:s3:::*` any bucket.
const anyAction = /^([^:]*:)?[*?]*\*[*?]*$/;
const anyResource = /^((arn:)?[*?:]*|arn(:[^:]*){4}:)[*?:/]*\*[*?:/]*$/;

/**
 * What a policy permits that the one before did not: each as a sentence's end, such as
 * "allows `s3:DeleteObject` on `*`".
 *
 * It errs on the side of saying too much: a wildcard that is written in another way is new.
 */
export function widenings(before: unknown, after: unknown): string[] {
  const [old, fresh] = [statements(before), statements(after)];
  return [
    ...missingFrom(fresh, 'Allow', old).map(
      ({ grant, loose }) =>
        `allows ${sentence(grant)}${loose ? `, which had the condition ${quoted(loose.conditions)}` : ''}`,
    ),
    ...exclusions(fresh, 'Allow', old).map((text) => `allows all but what is named: ${text}`),
    ...missingFrom(old, 'Deny', fresh).map(({ grant }) => `no longer denies ${sentence(grant)}`),
    ...exclusions(old, 'Deny', fresh).map((text) => `no longer denies all but: ${text}`),
  ];
}

/** Where a policy allows everything of a kind: any action, any resource, or anybody. */
export function wildcards(policy: unknown): string[] {
  const allowed = statements(policy).filter(({ effect }) => effect === 'Allow');
  const found = allowed.flatMap(({ grants }) =>
    grants.flatMap((grant) => {
      const { action, resource, principal, conditions } = grant;
      if (anyAction.test(action)) return [`allows ${sentence(grant)}`];
      const narrower = resource !== '*' || !knowsNoResource(action);
      if (anyResource.test(resource) && narrower && principal === '') {
        return [`allows ${sentence(grant)}`];
      }
      return principal === '*' && conditions.length === 0
        ? [`allows anybody to do ${sentence({ ...grant, principal: '' })}`]
        : [];
    }),
  );
  return [...found, ...exclusions(allowed, 'Allow', []).map((text) => `allows all but ${text}`)];
}

/** The grants of some statements that no statement of the others covers. */
function missingFrom(
  from: readonly Statement[],
  effect: 'Allow' | 'Deny',
  others: readonly Statement[],
): { grant: Grant; loose?: Grant }[] {
  const known = others.filter((other) => other.effect === effect).flatMap(({ grants }) => grants);
  const missing = from
    .filter((statement) => statement.effect === effect)
    .flatMap(({ grants }) => grants)
    .filter((grant) => !known.some((other) => reaches(other, grant) && asOften(other, grant)));
  return missing.map((grant) => {
    const loose = known.find((other) => reaches(other, grant));
    return { grant, ...(loose !== undefined && { loose }) };
  });
}

function exclusions(
  from: readonly Statement[],
  effect: 'Allow' | 'Deny',
  others: readonly Statement[],
): string[] {
  return from.flatMap((statement) =>
    statement.exclusion === undefined ||
    statement.effect !== effect ||
    others.some(({ exclusion }) => isDeepStrictEqual(exclusion, statement.exclusion))
      ? []
      : [quoted([JSON.stringify(statement.exclusion)])],
  );
}

/** Whether a grant is about everything that another is about, conditions aside. */
function reaches(wide: Grant, narrow: Grant): boolean {
  return (
    matches(wide.action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(wide.resource, narrow.resource) &&
    (wide.principal === narrow.principal || wide.principal === '*')
  );
}

/** Whether a grant holds whenever another does: it asks for nothing that the other does not. */
function asOften(wide: Grant, narrow: Grant): boolean {
  return wide.conditions.every((condition) => narrow.conditions.includes(condition));
}

function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    // A `*` of the narrower one stands for any number of characters, or none.
    .replaceAll('?', '[^*]');
  return new RegExp(`^${expression}$`, 's').test(text);
}

function statements(policy: unknown): Statement[] {
  if (!isObject(policy)) return [];
  return list(policy['Statement']).filter(isObject).map(readStatement);
}

function readStatement(statement: Record<string, unknown>): Statement {
  const effect = statement['Effect'];
  if (Object.keys(statement).some((key) => key.startsWith('Not'))) {
    // Its Sid does not change what it allows.
    return { effect, grants: [], exclusion: { ...statement, Sid: undefined } };
  }
  const conditions = readConditions(statement['Condition']);
  // A trust policy names no resource, a policy of a role no principal.
  const resources = list(statement['Resource'] ?? '').map(String);
  const principals = readPrincipals(statement['Principal']);
  const grants = list(statement['Action'])
    .map(String)
    .flatMap((action) =>
      resources.flatMap((resource) =>
        principals.map((principal) => ({ action, resource, principal, conditions })),
      ),
    );
  return { effect, grants };
}

function readPrincipals(principal: unknown): string[] {
  if (principal === undefined) return [''];
  if (!isObject(principal)) return list(principal).map(String);
  return Object.entries(principal).flatMap(([, names]) => list(names).map(String));
}

function readConditions(condition: unknown): string[] {
  if (!isObject(condition)) return [];
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(isObject(keys) ? keys : {}).map(
      ([key, values]) => `${operator} ${key} ${list(values).map(String).sort().join(', ')}`,
    ),
  );
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

function sentence({ action, resource, principal }: Grant): string {
  const who = principal === '' ? '' : ` to ${quoted([principal])}`;
  return `${quoted([action])}${who}${resource === '' ? '' : ` on ${quoted([resource])}`}`;
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(' and ');
}
