/**
 * A Terraform resource as it stands in synthesized JSON, in a plan or in a state. A block may be an
 * object or a list of them; what is not known yet may be missing or a `${reference}`.
 */
export interface PricedResource {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * The same without what is null or empty, as plans and states write what a resource does not have.
 */
export function withoutEmpty(resources: readonly PricedResource[]): PricedResource[] {
  return resources.map(({ type, values }) => ({ type, values: fieldsWithValue(values) }));
}

function fieldsWithValue(values: object): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]: [string, unknown]) => {
      if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return [];
      return [[name, inner(value)]];
    }),
  );
}

function inner(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inner);
  return typeof value === 'object' && value !== null ? fieldsWithValue(value) : value;
}

export type Values = PricedResource['values'];

export function ofType(resources: readonly PricedResource[], type: string): Values[] {
  return resources.filter((resource) => resource.type === type).map(({ values }) => values);
}

/** A block may be written as an object or as a list; of one that may come once, the first. */
export function block(value: unknown): Values {
  return blocks(value)[0] ?? {};
}

export function blocks(value: unknown): Values[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((each): each is Values => typeof each === 'object' && each !== null);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function date(value: unknown): Date | undefined {
  const moment = new Date(text(value));
  return Number.isNaN(moment.getTime()) ? undefined : moment;
}
