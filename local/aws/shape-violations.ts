import type { ServiceModel, Shape } from './service-models';

/** What of a value is not as its shape has it, in AWS's words, each with the way to the field. */
export function shapeViolations(
  value: unknown,
  name: string,
  model: ServiceModel,
  path = '',
): string[] {
  const shape = model.shapes[name];
  if (shape === undefined || shape.document === true || value === null) return [];
  const at = (satisfy: string): string =>
    `Value '${short(value)}' at '${path}' failed to satisfy constraint: ${satisfy}`;
  switch (shape.type) {
    case 'structure':
      return isObject(value)
        ? structureViolations(value, shape, model, path)
        : [at('Member must be an object')];
    case 'list':
      return Array.isArray(value)
        ? [
            ...bounds(value.length, shape, 'length').map(at),
            ...value.flatMap((item, index) =>
              shapeViolations(
                item,
                shape.member?.shape ?? '',
                model,
                `${path}.${index + 1}.member`,
              ),
            ),
          ]
        : [at('Member must be a list')];
    case 'map':
      return isObject(value)
        ? [
            ...bounds(Object.keys(value).length, shape, 'length').map(at),
            ...Object.entries(value).flatMap(([key, item]) => [
              ...shapeViolations(key, shape.key?.shape ?? '', model, `${path}.key`),
              ...shapeViolations(item, shape.value?.shape ?? '', model, `${path}.${key}.value`),
            ]),
          ]
        : [at('Member must be a map')];
    case 'string':
      return typeof value === 'string'
        ? stringViolations(value, shape).map(at)
        : [at('Member must be a string')];
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return typeof value === 'number' && !Number.isNaN(value)
        ? bounds(value, shape, 'value').map(at)
        : [at('Member must be a number')];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [at('Member must be a boolean')];
    default:
      // Times and bytes are written in several ways.
      return [];
  }
}

function structureViolations(
  value: Readonly<Record<string, unknown>>,
  { members = {}, required = [] }: Shape,
  model: ServiceModel,
  path: string,
): string[] {
  const prefix = path === '' ? '' : `${path}.`;
  const nameOf = (member: string): string => members[member]?.locationName ?? member;
  const written = new Map(Object.keys(members).map((name) => [nameOf(name), name]));
  const missing = required
    .filter((name) => isAbsent(value[name] ?? value[nameOf(name)]))
    .map(
      (name) =>
        `Value null at '${prefix}${name}' failed to satisfy constraint: Member must not be null`,
    );
  const inside = Object.entries(value).flatMap(([key, item]) => {
    const name = key in members ? key : written.get(key);
    const shape = name === undefined ? undefined : members[name]?.shape;
    return shape === undefined
      ? [`'${prefix}${key}' is not a parameter`]
      : shapeViolations(item, shape, model, `${prefix}${key}`);
  });
  return [...missing, ...inside];
}

function stringViolations(value: string, shape: Shape): string[] {
  const { enum: values, pattern } = shape;
  // Where a value may be empty, the model says so by the length alone.
  const isFree = value === '' && (shape.min ?? 0) === 0;
  return [
    ...(values !== undefined && !values.includes(value)
      ? [`Member must satisfy enum value set: [${values.join(', ')}]`]
      : []),
    ...bounds(Array.from(value).length, shape, 'length'),
    ...(pattern !== undefined && !isFree && !fits(value, pattern)
      ? [`Member must satisfy regular expression pattern: ${pattern}`]
      : []),
  ];
}

function fits(value: string, pattern: string): boolean {
  const expression = regularExpression(pattern);
  // EventBridge Scheduler's patterns know no partition of two hyphens, in whose regions it is all the
  // same, by botocore's own endpoints.json: aws-us-gov.
  const inAws = value.replace(/^arn:aws-[a-z-]+:/, 'arn:aws:');
  return expression === undefined || expression.test(value) || expression.test(inAws);
}

function bounds(size: number, { min, max }: Shape, what: 'length' | 'value'): string[] {
  return [
    ...(min !== undefined && size < min
      ? [`Member must have ${what} greater than or equal to ${min}`]
      : []),
    ...(max !== undefined && size > max
      ? [`Member must have ${what} less than or equal to ${max}`]
      : []),
  ];
}

/** The patterns are Java's, which knows a few things that JavaScript does not; nothing for those. */
function regularExpression(pattern: string): RegExp | undefined {
  for (const flags of ['us', 's']) {
    try {
      return new RegExp(`^(?:${pattern})$`, flags);
    } catch {
      // The other flags may do.
    }
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function short(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
