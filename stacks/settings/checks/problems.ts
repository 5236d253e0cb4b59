import type { Problem } from '../../config/config-error';

/** The place in `config.ts` of what lies within a job, a sidecar or a part of one. */
export type Path = (...keys: PropertyKey[]) => PropertyKey[];

/** Puts the place in `config.ts` to what is wrong there. */
export function at(path: readonly PropertyKey[], texts: readonly string[]): Problem[] {
  return texts.map((text) => ({ path, text }));
}

/** A name that is wrong in itself makes every name that it becomes part of wrong as well. */
export function firstOf(...checks: string[][]): string[] {
  return checks.find((problems) => problems.length > 0) ?? [];
}

/** What is wrong with a value that may be left out. */
export function optional<T>(value: T | undefined, check: (value: T) => string[]): string[] {
  return value === undefined ? [] : check(value);
}
