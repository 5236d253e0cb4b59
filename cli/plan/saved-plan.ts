import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../stacks/settings/settings';
import { UsageError } from '../usage-error';
import { showPlan, type PlannedStack } from './plan-stacks';
import type { ReviewedChange } from './reviewed';
import type { Stack } from './stacks';
import { terraform } from './terraform';

const fileName = 'plan.json';

/** The version of the state that a plan was made for. */
export interface StateVersion {
  readonly lineage: string;
  readonly serial: number;
}

/** One stack of a saved plan. */
export interface SavedStack {
  readonly stack: string;
  /** Its plan file in the folder; missing where there is nothing to apply or not yet. */
  readonly file?: string;
  /** See `StackReview`. */
  readonly waitsFor: readonly string[];
  readonly changes: readonly ReviewedChange[];
  /** Missing where the stack has no state yet. */
  readonly state?: StateVersion;
}

export interface SavedPlan {
  readonly project: string;
  readonly environment: string;
  readonly stacks: readonly SavedStack[];
}

/**
 * Keeps what `apply` needs: the plan files that may be applied, and for all stacks what was reviewed.
 * A plan with placeholders in it never gets here, but for Terraform's JSON of it, which other tools
 * read and nothing applies.
 */
export async function savePlan(
  folder: string,
  { project, environment }: Settings,
  stacks: readonly Stack[],
  planned: readonly PlannedStack[],
): Promise<void> {
  const saved = await Promise.all(
    planned.map(async ({ stack, file, plan, waitsFor, changes }) => {
      const root = stacks.find(({ id }) => id === stack);
      const shown = plan ?? (root && (await showPlan(root, file)));
      const state = await stateVersion(root);
      const applicable = plan !== undefined && waitsFor.length === 0;
      const reviewed = {
        stack,
        ...(applicable && { file: planFile(stack) }),
        waitsFor,
        changes: changes.map(({ address, action, attributes }) => ({
          address,
          action,
          attributes,
        })),
        ...(state !== undefined && { state }),
      };
      return { reviewed, file, shown };
    }),
  );
  // From here nothing waits: a signal finds the plan of before or this one, and no half of it.
  mkdirSync(folder, { recursive: true });
  // What an earlier plan left; the folder may hold other things, which are not ours.
  rmSync(join(folder, fileName), { force: true });
  for (const { id } of stacks) {
    for (const file of [planFile(id), jsonFile(id)]) rmSync(join(folder, file), { force: true });
  }
  for (const { reviewed, file, shown } of saved) {
    if (reviewed.file !== undefined) copyFileSync(file, join(folder, reviewed.file));
    writeFileSync(join(folder, jsonFile(reviewed.stack)), JSON.stringify(shown));
  }
  const result: SavedPlan = {
    project,
    environment,
    stacks: saved.map(({ reviewed }) => reviewed),
  };
  writeFileSync(join(folder, fileName), JSON.stringify(result, null, 2));
}

function planFile(stack: string): string {
  return `${stack}.tfplan`;
}

/** What `terraform show -json` says of it. */
function jsonFile(stack: string): string {
  return `${stack}.tfplan.json`;
}

/** Whether a plan lies in a folder, of whichever environment. */
export function holdsPlan(folder: string): boolean {
  return existsSync(join(folder, fileName));
}

/** @throws UsageError when the folder holds no plan of this project and environment */
export function readSavedPlan(folder: string, settings: Settings): SavedPlan {
  let plan: SavedPlan;
  try {
    plan = JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as SavedPlan;
  } catch (error) {
    throw new UsageError(
      `${folder} must hold what \`fargate-cron plan --out ${folder}\` wrote: ${String(error)}`,
    );
  }
  for (const name of ['project', 'environment'] as const) {
    if (plan[name] !== settings[name]) {
      throw new UsageError(
        `${folder} holds a plan of the ${name} ${plan[name]}, not ${settings[name]}`,
      );
    }
  }
  return plan;
}

/** The version of a stack's state; nothing when it has none. */
export async function stateVersion(stack: Stack | undefined): Promise<StateVersion | undefined> {
  if (stack === undefined) return undefined;
  const { stdout } = await terraform(['state', 'pull'], { folder: stack.folder });
  if (stdout.trim() === '') return undefined;
  const { lineage, serial } = JSON.parse(stdout) as StateVersion;
  return { lineage, serial };
}
