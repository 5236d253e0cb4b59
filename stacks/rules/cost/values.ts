/**
 * A Terraform resource as it stands in synthesized JSON, in a plan or in a state. A block may be an
 * object or a list of them; what is not known yet may be missing or a `${reference}`.
 */
export interface PricedResource {
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
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
