import { join } from 'node:path';
import { Failure } from '../failure';
import { resourceChanges, type TerraformPlan } from './changes';
import { initialize } from './initialize';
import { plannedOutputs, withPlannedInputs, type PlannedOutputs } from './planned-inputs';
import type { StackReview } from './review';
import { reads, type Stack } from './stacks';
import { foreignState, type TaggedState } from '../deployed/foreign-state';
import { failureOf, terraform } from './terraform';

const planChanges = 2;

/** The plan of one stack. */
export interface PlannedStack extends StackReview {
  /** What Terraform says of it; missing where nothing changes or it could not be planned. */
  readonly plan?: TerraformPlan;
  /** The plan file. One with placeholders in it must never be applied. */
  readonly file: string;
}

/**
 * Initializes and plans all stacks side by side. A stack whose neighbour is about to change an output
 * that it reads is planned once more, with the output as it will be.
 *
 * @param stacks each after those it reads from
 * @param files the folder that the plan files are written to
 * @param say shows the progress
 */
export async function planStacks(
  stacks: readonly Stack[],
  files: string,
  say: (text: string) => void,
): Promise<PlannedStack[]> {
  const planned = new Map<string, Promise<PlannedStack>>();
  let initialized: Promise<unknown> = Promise.resolve();
  for (const stack of stacks) {
    // One after the other, for they may share a plugin cache, which takes one writer at a time.
    const ready = initialized.then(() => initialize(stack));
    initialized = ready;
    const neighbours = stack.readsFrom.flatMap((id) => planned.get(id) ?? []);
    planned.set(
      stack.id,
      ready.then(async (failure) => {
        say(`planning ${stack.id}`);
        if (failure !== undefined) return failed(stack, failure);
        return planWithNeighbours(stack, neighbours, join(files, `${stack.id}.tfplan`));
      }),
    );
  }
  const all = [...planned.values()];
  // After a failure the others still write into the folder, which its owner would remove.
  await Promise.allSettled(all);
  return Promise.all(all);
}

async function planWithNeighbours(
  stack: Stack,
  neighbours: readonly Promise<PlannedStack>[],
  file: string,
): Promise<PlannedStack> {
  const fromState = await planOne(stack, file);
  const others = await Promise.all(neighbours);
  const broken = others.filter(({ error }) => error !== undefined).map(({ stack: id }) => id);
  if (broken.length > 0) {
    return failed(stack, `It reads from ${broken.join(' and ')}, which cannot be planned.`);
  }
  const changed = others
    .flatMap(({ stack: id, plan }) => (plan === undefined ? [] : [plannedOutputs(id, plan)]))
    .filter((outputs) => outputs.changed.some((name) => reads(stack, outputs.stack, name)));
  if (changed.length === 0) return fromState;
  const folder = withPlannedInputs(stack, changed);
  return planOne(
    stack,
    file,
    folder,
    changed.filter((outputs) => isOpen(stack, outputs)),
  );
}

function isOpen(stack: Stack, { stack: neighbour, unknown }: PlannedOutputs): boolean {
  return unknown.some((name) => reads(stack, neighbour, name));
}

/**
 * @param folder the root module: the stack's own, or one that reads planned inputs
 * @param open the neighbours for whose outputs placeholders stand in it
 */
export async function planOne(
  stack: Stack,
  file: string,
  folder = stack.folder,
  open: readonly PlannedOutputs[] = [],
): Promise<PlannedStack> {
  const result = await terraform(
    // Nothing is written, so nothing is locked: who may only read can plan. A plan that another
    // change has overtaken is refused when it is applied.
    ['plan', '-input=false', '-no-color', '-lock=false', '-detailed-exitcode', `-out=${file}`],
    { folder, initializedIn: stack.folder },
  );
  const waitsFor = open.map(({ stack: id }) => id);
  if (result.exitCode === 0) return { ...unchanged(stack), waitsFor, file };
  if (result.exitCode !== planChanges) return failed(stack, failureOf(stack, result));
  const plan = await showPlan(stack, file);
  const foreign = await foreignStateOf(stack);
  if (foreign !== undefined) return failed(stack, foreign);
  return {
    stack: stack.id,
    plan,
    file,
    changes: resourceChanges(stack.id, plan),
    outputs: plannedOutputs(stack.id, plan).changed,
    waitsFor,
  };
}

/** What Terraform says of a plan file. */
export async function showPlan(stack: Stack, file: string): Promise<TerraformPlan> {
  const shown = await terraform(['show', '-json', file], stack);
  if (shown.exitCode !== 0) throw new Failure(`${stack.id}: ${failureOf(stack, shown)}`);
  return JSON.parse(shown.stdout) as TerraformPlan;
}

/** From the state itself: the plan leaves out resources that no longer exist. */
async function foreignStateOf(stack: Stack): Promise<string | undefined> {
  const { exitCode, stdout } = await terraform(['state', 'pull'], stack);
  if (exitCode !== 0 || stdout.trim() === '') return undefined;
  return foreignState(stack.settings, stack.id, JSON.parse(stdout) as TaggedState);
}

function unchanged({ id }: Stack): StackReview {
  return { stack: id, changes: [], outputs: [], waitsFor: [] };
}

function failed(stack: Stack, error: string): PlannedStack {
  return { ...unchanged(stack), error, file: '' };
}
