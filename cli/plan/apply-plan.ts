import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Settings } from '../../stacks/settings/settings';
import { foreignClaims } from '../deployed/foreign-claims';
import { Failure } from '../failure';
import { print, withSpinner } from '../terminal/terminal';
import type { ApplyOptions } from './apply-options';
import { ensureEcsRole } from './ecs-role';
import { refuseToEndRuns } from './ended-machines';
import { initialize } from './initialize';
import { Interrupted } from './interruption';
import { planOne } from './plan-stacks';
import { differences } from './reviewed';
import { readSavedPlan, stateVersion, type SavedStack } from './saved-plan';
import { synthesize, type Stack } from './stacks';
import { failureOf, terraform } from './terraform';

const planAgain = 'run `fargate-cron plan` again and have it reviewed';
const whatToDo =
  'disable the job first (enabled: false, or pause its schedule), wait for its runs or stop them, then apply; --end-runs ends them.';

interface Step {
  readonly stack: Stack;
  readonly saved: SavedStack;
}

/**
 * Applies a saved plan, stack by stack: exactly what was reviewed. A stack that was planned with
 * placeholders is planned again once its neighbours are there, and applied if nothing but their
 * values is new.
 *
 * @throws Failure when a state has changed since, when a plan is not what was reviewed, or when it
 * would end executions that run
 */
export async function applyPlan(
  settings: Settings,
  given: string,
  options: ApplyOptions = {},
): Promise<void> {
  const applied: string[] = [];
  try {
    await applyStacks(settings, given, options, applied);
  } catch (error) {
    // What a stack says that is being applied stands in its own message.
    if (!(error instanceof Interrupted) || error.message.startsWith(`${applied.at(-1) ?? ' '}:`)) {
      throw error;
    }
    const done = applied.length === 0 ? 'nothing' : `only ${applied.join(' and ')}`;
    throw new Interrupted(
      error.signal,
      `interrupted (${error.signal}): ${done} was applied; to continue, ${planAgain}`,
    );
  }
}

/** @param applied gets each stack whose plan Terraform begins to apply */
async function applyStacks(
  settings: Settings,
  given: string,
  { endRuns = false }: ApplyOptions,
  applied: string[],
): Promise<void> {
  const folder = resolve(given);
  const plan = readSavedPlan(folder, settings);
  if (plan.stacks.length === 0) {
    throw new Failure(
      `${folder} holds nothing that may be applied: the plan failed or was refused; review.md there says why`,
    );
  }
  const all = stepsOf(synthesize(settings), plan.stacks);
  const steps = all.filter(({ saved }) => !isNothing(saved));
  if (steps.length === 0) {
    print('Nothing to apply.');
    return;
  }
  await withSpinner('checking that nothing has changed since the review', () => prepare(all));
  if (steps.some(makes(/^aws_(ecs_cluster|s3_bucket|ecr_repository)\./))) {
    refuse(await foreignClaims(settings));
  }
  if (!endRuns) {
    const changes = steps.flatMap(({ saved }) => saved.changes);
    await refuseToEndRuns(settings, changes, `Nothing was applied; ${whatToDo}`);
  }
  if (steps.some(makes(/^aws_ecs_cluster/))) await ensureEcsRole(settings);
  // A plan file holds sensitive values in clear text: one that is made here must be removed.
  const temporary = mkdtempSync(join(tmpdir(), 'fargate-cron-plan-'));
  try {
    for (const step of steps) {
      const { stack, saved } = step;
      const file =
        saved.file === undefined
          ? await withSpinner(`planning ${stack.id}`, () => planAsReviewed(step, temporary))
          : join(folder, saved.file);
      if (file === undefined) continue;
      // The stacks before this one have taken their time.
      if (!endRuns) {
        await refuseToEndRuns(settings, saved.changes, `${stack.id} was not applied; ${whatToDo}`);
      }
      applied.push(stack.id);
      await applyFile(stack, file);
    }
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** @throws Failure when it is not the same stacks that were planned and that there are now */
function stepsOf(stacks: readonly Stack[], planned: readonly SavedStack[]): Step[] {
  const problems = [
    ...planned
      .filter(({ stack }) => !stacks.some(({ id }) => id === stack))
      .map(({ stack }) => `${stack}: was planned, and the project has no such stack any more`),
    ...stacks
      .filter(({ id }) => !planned.some(({ stack }) => stack === id))
      .map(({ id }) => `${id}: was not planned`),
  ];
  refuse(problems);
  return stacks.flatMap((stack) => {
    const saved = planned.find((candidate) => candidate.stack === stack.id);
    return saved === undefined ? [] : [{ stack, saved }];
  });
}

function refuse(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new Failure([...problems, `Nothing was applied; ${planAgain}.`].join('\n'));
}

async function applyFile(stack: Stack, file: string): Promise<void> {
  const result = await withSpinner(`applying ${stack.id}`, () =>
    terraform(['apply', '-input=false', '-no-color', file], stack),
  ).catch((error: unknown) => {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      error.signal,
      `${stack.id}: ${error.message}\n\nWhat was created is in the state; to continue, ${planAgain}.`,
    );
  });
  if (result.exitCode !== 0) throw new Failure(`${stack.id}: ${failureOf(stack, result)}`);
  print(`${stack.id}: ${/Resources: .*/.exec(result.stdout)?.[0] ?? 'applied'}`);
}

function isNothing({ file, waitsFor }: SavedStack): boolean {
  return file === undefined && waitsFor.length === 0;
}

function makes(addresses: RegExp) {
  return ({ saved }: Step): boolean =>
    saved.changes.some(({ address, action }) => addresses.test(address) && action !== 'destroy');
}

/** Nothing is applied unless everything can be: half of a review is worse than none of it. */
async function prepare(steps: readonly Step[]): Promise<void> {
  const problems: string[] = [];
  for (const { stack, saved } of steps) {
    const failure = await initialize(stack);
    if (failure !== undefined) throw new Failure(`${stack.id}: ${failure}`);
    const state = await stateVersion(stack);
    if (!isDeepStrictEqual(state, saved.state)) {
      problems.push(
        `${stack.id}: the plan is older than the state: it was made for serial ${saved.state?.serial ?? 'none'}, and the state has ${state?.serial ?? 'none'}`,
      );
    }
  }
  refuse(problems);
}

/** @returns the file of a new plan, or nothing if there is nothing left to do */
async function planAsReviewed({ stack, saved }: Step, folder: string): Promise<string | undefined> {
  const { plan, file, error, changes } = await planOne(stack, join(folder, `${stack.id}.tfplan`));
  const different = plan === undefined ? [] : differences(saved.changes, changes);
  if (error === undefined && different.length === 0 && plan !== undefined) return file;
  if (error !== undefined) throw new Failure(`${stack.id}: ${error}`);
  if (different.length === 0) return undefined;
  throw new Failure(
    [
      `${stack.id} is not what was reviewed:`,
      ...different,
      `It was not applied; ${planAgain}.`,
    ].join('\n'),
  );
}
