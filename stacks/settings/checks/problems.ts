import type { Problem } from '../../config/config-error';

/** Puts the place in `config.ts` to what is wrong there. */
export function at(path: readonly PropertyKey[], texts: readonly string[]): Problem[] {
  return texts.map((text) => ({ path, text }));
}

/** A name that is wrong in itself makes every name that it becomes part of wrong as well. */
export function firstOf(...checks: string[][]): string[] {
  return checks.find((problems) => problems.length > 0) ?? [];
}
