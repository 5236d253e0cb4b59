import { mkdirSync, existsSync, copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TerraformPlan } from './changes';
import type { Stack } from './stacks';
import { isObject, listOf, placeholderMark } from './values';

/** The outputs of a stack as they will be once its plan is applied. */
export interface PlannedOutputs {
  readonly stack: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** Names of those that change. */
  readonly changed: readonly string[];
  /** Names of those that are known only after apply, whole or in part: placeholders stand in them. */
  readonly unknown: readonly string[];
}

export function plannedOutputs(stack: string, plan: TerraformPlan): PlannedOutputs {
  const outputs = Object.entries(plan.output_changes ?? {});
  const remaining = outputs.filter(([, { actions }]) => actions.join() !== 'delete');
  return {
    stack,
    values: Object.fromEntries(
      remaining.map(([name, { after, after_unknown }]) => [
        name,
        filled(after, after_unknown, placeholder(stack, name)),
      ]),
    ),
    changed: outputs.filter(([, { actions }]) => actions.join() !== 'no-op').map(([name]) => name),
    unknown: remaining
      .filter(([, change]) => holdsTrue(change.after_unknown))
      .map(([name]) => name),
  };
}

/**
 * Writes a second root module of a stack that reads the planned outputs of the stacks it depends on,
 * not their states. The first one stays as it is, so that a plan made there only ever reads real state.
 *
 * @returns its folder, as deep as the first one, for paths in the JSON are relative
 */
export function withPlannedInputs(stack: Stack, neighbours: readonly PlannedOutputs[]): string {
  const folder = join(stack.folder, '..', '..', 'planned', basename(stack.folder));
  mkdirSync(folder, { recursive: true });
  const json = JSON.parse(stack.text) as {
    data: { terraform_remote_state: Record<string, unknown> };
  };
  for (const { stack: neighbour, values } of neighbours) {
    const path = join(folder, `${neighbour}.planned.tfstate`);
    writeFileSync(path, stateOf(values));
    json.data.terraform_remote_state[neighbour] = { backend: 'local', config: { path } };
  }
  writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify(json));
  const lock = join(stack.folder, '.terraform.lock.hcl');
  if (existsSync(lock)) copyFileSync(lock, join(folder, '.terraform.lock.hcl'));
  return folder;
}

function stateOf(values: Readonly<Record<string, unknown>>): string {
  const outputs = Object.entries(values).map(([name, value]) => [
    name,
    { value, type: typeOf(value) },
  ]);
  return JSON.stringify({
    version: 4,
    serial: 1,
    lineage: 'planned',
    outputs: Object.fromEntries(outputs) as unknown,
    resources: [],
  });
}

/** The type of a value as Terraform writes it into a state. */
function typeOf(value: unknown): unknown {
  if (Array.isArray(value)) return ['tuple', value.map(typeOf)];
  if (isObject(value)) {
    const types = Object.entries(value).map(([name, item]) => [name, typeOf(item)]);
    return ['object', Object.fromEntries(types)];
  }
  return typeof value === 'boolean' ? 'bool' : typeof value === 'number' ? 'number' : 'string';
}

/** A value with a placeholder wherever it is not known. */
function filled(value: unknown, unknown: unknown, placeholder: string): unknown {
  if (unknown === true) return placeholder;
  if (Array.isArray(unknown)) {
    const items = listOf(value);
    return unknown.map((part, index) => filled(items[index], part, placeholder));
  }
  if (isObject(unknown)) {
    const fields = isObject(value) ? value : {};
    const parts = Object.entries(unknown).map(([name, part]) => [
      name,
      filled(fields[name], part, placeholder),
    ]);
    return { ...fields, ...(Object.fromEntries(parts) as Record<string, unknown>) };
  }
  return value;
}

/** The provider checks while it plans that what should be an ARN looks like one. */
function placeholder(stack: string, output: string): string {
  const name = `${placeholderMark}${stack}`;
  return /(^|_)arns?$/.test(output) ? `arn:aws:ecs:us-east-1:000000000000:cluster/${name}` : name;
}

function holdsTrue(unknown: unknown): boolean {
  return unknown === true || Object.values(unknown ?? {}).some(holdsTrue);
}
