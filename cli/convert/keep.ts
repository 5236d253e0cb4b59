import type { Field } from './field';

/** What exists and would be made a second time, unless an environment imports it. */
export function keepLogGroup(name: Field): string {
  return `each job gets a group of its own; ${keep(`logGroups: { <job>: ${shown(name, /(.+)/)} }`)}`;
}

export function keepCluster(nameOrArn: Field): string {
  return `the tasks run in a cluster that is made; ${keep(`cluster: ${shown(nameOrArn, /([\w-]+)$/)}`)}`;
}

export function keepBucket(name: Field): string {
  return `a data bucket is made; ${keep(`dataBucket: ${shown(name, /(.+)/)}`)}`;
}

function keep(what: string): string {
  return `to keep this one, write imports: { ${what} } in an environment`;
}

/** The name, where the file says it. */
function shown(field: Field, part: RegExp): string {
  const evaluated = field.source.evaluate?.(field);
  const text =
    evaluated === undefined
      ? field.text()
      : 'value' in evaluated && typeof evaluated.value === 'string'
        ? evaluated.value
        : undefined;
  const [, name] = part.exec(text ?? '') ?? [];
  return name === undefined ? '<name>' : `'${name}'`;
}
