import type { AwsCall } from './aws-call';
import type { Operation, ServiceModel, Shape } from './service-models';

/** What a request asks for, as the service's model names it, and the parameters that it has not. */
export interface RequestInput {
  readonly value: Readonly<Record<string, unknown>>;
  readonly unknown: readonly string[];
}

/** Reads a request of any protocol but those of S3 and CBOR. */
export function requestInput(
  call: AwsCall,
  operation: Operation,
  shape: Shape,
  model: ServiceModel,
): RequestInput {
  if (call.protocol === 'query' || call.protocol === 'ec2') return formInput(call, shape, model);
  return { value: { ...call.input, ...pathInput(call, operation, shape, model) }, unknown: [] };
}

/** What of a REST request stands in its path and its query. */
function pathInput(
  { url }: AwsCall,
  { http: { requestUri } }: Operation,
  { members = {} }: Shape,
  { shapes }: ServiceModel,
): Record<string, unknown> {
  const { pathname, searchParams } = new URL(url, 'http://aws');
  const labels = [...requestUri.matchAll(/\{(\w+)\+?\}/g)].map(([, label = '']) => label);
  const like = requestUri
    .split('?')[0]
    ?.replaceAll(/\{\w+(\+?)\}/g, (_, greedy: string) => (greedy === '' ? '([^/]+)' : '(.+)'));
  const values = new RegExp(`^${like ?? ''}$`).exec(pathname)?.slice(1) ?? [];
  const found = Object.entries(members).map(
    ([name, { shape: of, location, locationName = name }]) => {
      const { type = 'string', member } = shapes[of] ?? {};
      const label = values[labels.indexOf(locationName)];
      if (location === 'uri' && label !== undefined) return [name, decodeURIComponent(label)];
      if (location === 'querystring' && searchParams.has(locationName)) {
        const given = searchParams.getAll(locationName);
        if (type !== 'list') return [name, scalar(type, given[0] ?? '')];
        const ofMember = shapes[member?.shape ?? '']?.type ?? 'string';
        return [name, given.map((text) => scalar(ofMember, text))];
      }
      return [];
    },
  );
  return Object.fromEntries(found.filter(({ length }) => length > 0)) as Record<string, unknown>;
}

/** A form has one parameter for each value, whose name is the way to it. */
function formInput(call: AwsCall, shape: Shape, { shapes }: ServiceModel): RequestInput {
  const form = call.input as Readonly<Record<string, string>>;
  const names = Object.keys(form).filter((name) => name !== 'Action' && name !== 'Version');
  const used = new Set<string>();
  const isThere = (name: string): boolean =>
    names.some((each) => each === name || each.startsWith(`${name}.`));

  const items = (prefix: string, { shape: of }: { readonly shape: string }): unknown[] => {
    const list: unknown[] = [];
    for (let at = 1; isThere(`${prefix}.${at}`); at += 1) list.push(read(of, `${prefix}.${at}`));
    return list;
  };
  const read = (name: string, prefix: string): unknown => {
    const {
      type,
      members = {},
      member,
      key,
      value,
      flattened = call.protocol === 'ec2',
    } = shapes[name] ?? shape;
    if (type === 'structure') return readMembers(members, `${prefix}.`);
    if (type === 'list' && member !== undefined) {
      // An empty list is written as an empty value.
      if (form[prefix] !== undefined) used.add(prefix);
      return items(flattened ? prefix : `${prefix}.${member.locationName ?? 'member'}`, member);
    }
    if (type === 'map' && key !== undefined && value !== undefined) {
      const entries: [string, unknown][] = [];
      const entry = flattened ? prefix : `${prefix}.entry`;
      for (let at = 1; isThere(`${entry}.${at}`); at += 1) {
        const keyName = `${entry}.${at}.${key.locationName ?? 'key'}`;
        used.add(keyName);
        entries.push([
          form[keyName] ?? '',
          read(value.shape, `${entry}.${at}.${value.locationName ?? 'value'}`),
        ]);
      }
      return Object.fromEntries(entries);
    }
    used.add(prefix);
    return scalar(type, form[prefix] ?? '');
  };
  const readMembers = (members: NonNullable<Shape['members']>, prefix: string) =>
    Object.fromEntries(
      Object.entries(members).flatMap(([name, { shape: of, locationName, queryName }]) => {
        const written =
          call.protocol === 'ec2'
            ? (queryName ?? capitalized(locationName ?? name))
            : (locationName ?? name);
        return isThere(`${prefix}${written}`) ? [[name, read(of, `${prefix}${written}`)]] : [];
      }),
    );

  const value = readMembers(shape.members ?? {}, '');
  return { value, unknown: names.filter((name) => !used.has(name)) };
}

function scalar(type: string, text: string): unknown {
  switch (type) {
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return Number(text);
    case 'boolean':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    default:
      return text;
  }
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
