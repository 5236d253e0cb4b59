import { isScalar } from 'yaml';
import type { JobConfig } from '../../stacks/config/config';
import type { Field } from './field';
import { leavesCloudWatch } from './logging';

export type ContainerHatch = NonNullable<JobConfig['containerDefinition']>;
/** What a sidecar waits for; what the job waits for is a field of the sidecar. */
export type Dependency = NonNullable<ContainerHatch['dependsOn']>[number];

/** What has no field of its own, and is carried over in ECS's own words. */
const containerKeys = [
  'dockerLabels',
  'environmentFiles',
  'firelensConfiguration',
  'interactive',
  'memoryReservation',
  'pseudoTerminal',
  'startTimeout',
  'systemControls',
  'ulimits',
] as const;

/** The value at a key as the API writes it or as CloudFormation does. */
export function at(field: Field, key: string): Field {
  return field.get(key, key.charAt(0).toUpperCase() + key.slice(1));
}

/** @param memory whether `memoryReservation` is beside `memory` and not in its place */
export function containerHatch(container: Field, memory: boolean): ContainerHatch {
  const entries = containerKeys
    .filter((key) => memory || key !== 'memoryReservation')
    .map((key) => [key, at(container, key)] as const)
    .filter(([, field]) => field.exists && !field.isEmpty)
    .map(([key, field]) => [key, inEcsWords(field, key)]);
  const log = at(container, 'logConfiguration');
  if (leavesCloudWatch(log, at(log, 'logDriver').text() ?? 'awslogs')) {
    entries.push(['logConfiguration', inEcsWords(log)]);
  }
  const add = at(at(at(container, 'linuxParameters'), 'capabilities'), 'add').texts();
  if (add !== undefined && add.length > 0) {
    entries.push(['linuxParameters', { capabilities: { add } }]);
  }
  return Object.fromEntries(entries) as ContainerHatch;
}

/** Names in these are the user's own. */
const byName = ['dockerLabels', 'options'];

/** A value with the keys that the API has. */
function inEcsWords(field: Field, key = ''): unknown {
  if (field.isList) return field.items().map((item) => inEcsWords(item));
  if (field.isMap && field.source.evaluate?.(field) === undefined) {
    return Object.fromEntries(
      field.entries().map(([each, value]) => {
        const name = byName.includes(key) ? each : each.charAt(0).toLowerCase() + each.slice(1);
        return [name, inEcsWords(value, name)];
      }),
    );
  }
  const { node } = field;
  return isScalar(node) && typeof node.value !== 'string' ? node.value : field.text();
}

/**
 * One of Copilot's `taskdef_overrides` that is about the job's own container, which is the first.
 * https://aws.github.io/copilot-cli/docs/developing/overrides/taskdef-overrides/
 *
 * @returns whether it could be laid over
 */
export function layOver(hatch: Record<string, unknown>, path: string, value: Field): boolean {
  const [, whole = '', added, inner] =
    /^ContainerDefinitions\[0\]\.(\w+)(\[-\])?(?:\.(\w+))?$/.exec(path) ?? [];
  const key = whole.charAt(0).toLowerCase() + whole.slice(1);
  if (
    !(containerKeys as readonly string[]).includes(key) ||
    (added !== undefined && inner !== undefined)
  ) {
    return false;
  }
  const given = inEcsWords(value, inner === undefined ? key : '');
  const before = hatch[key];
  if (added !== undefined)
    hatch[key] = [...(Array.isArray(before) ? (before as unknown[]) : []), given];
  else if (inner === undefined) hatch[key] = given;
  else
    hatch[key] = {
      ...(before as object | undefined),
      [byName.includes(key) ? inner : inner.charAt(0).toLowerCase() + inner.slice(1)]: given,
    };
  return true;
}
