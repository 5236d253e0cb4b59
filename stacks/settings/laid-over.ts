import { literal } from '../rules/literal';

type Words = Readonly<Record<string, unknown>>;

/**
 * What other fields make with a hatch laid over it: objects key by key, lists as a whole. The texts of
 * the hatch are what they are, for Terraform too.
 */
export function laidOver(made: Words, hatch: object): Words {
  const merged: Record<string, unknown> = { ...made };
  for (const [name, value] of Object.entries(hatch)) {
    const key = literal(name);
    const before = merged[key];
    merged[key] = isWords(before) && isWords(value) ? laidOver(before, value) : literals(value);
  }
  return merged;
}

export function literals(value: unknown): unknown {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map(literals);
  return isWords(value) ? laidOver({}, value) : value;
}

function isWords(value: unknown): value is Words {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
