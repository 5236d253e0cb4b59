import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Settings } from '../../stacks/settings/settings';
import { print, printJson, withSpinner } from '../terminal/terminal';
import { costChange, type CostChange } from './cost-change';
import { endedMachines, runningIn } from './ended-machines';
import { newJobs, type NewJob } from './new-jobs';
import { Interrupted } from './interruption';
import type { PlanOptions } from './plan-options';
import { planStacks, showPlan, type PlannedStack } from './plan-stacks';
import { readPolicy, refusals, type Policy } from './policy-file';
import { changesAnything, renderFitting, renderReview, type Review } from './review';
import type { RiskContext } from './risks/risk';
import { risksOf } from './risks/risks';
import { holdsPlan, savePlan } from './saved-plan';
import { parsedStacks, synthesize, type Stack } from './stacks';

const nothingChanges = 0;
const failed = 1;
const somethingChanges = 3;

/**
 * Plans all stacks of an environment and prints the review.
 *
 * @returns the exit code
 */
export async function planProject(settings: Settings, options: PlanOptions): Promise<number> {
  const policy = options.policy === undefined ? undefined : readPolicy(options.policy);
  // Plan files hold sensitive values in clear text, and those that are not saved must be removed.
  const folder = mkdtempSync(join(tmpdir(), 'fargate-cron-plan-'));
  try {
    const stacks = synthesize(settings);
    const [planned, cost, running, fresh] = await withSpinner('planning', async (say) => {
      const results = await planStacks(stacks, folder, say);
      const machines = endedMachines(results.flatMap(({ changes }) => changes));
      return [
        results,
        changesAnything({ stacks: results }) ? await costOf(settings, stacks, results) : undefined,
        await runningIn(settings, machines),
        newJobs(
          settings,
          results.flatMap(({ changes }) => changes),
          parsedStacks(stacks),
          new Date(),
        ),
      ];
    });
    const review = reviewOf(settings, planned, {
      cost,
      running,
      newJobs: fresh,
      policy,
    });
    const stopped = review.refusals.length > 0 || planned.some(({ error }) => error !== undefined);
    if (options.out !== undefined) {
      const out = resolve(options.out);
      await savePlan(out, settings, stacks, stopped ? [] : planned);
      writeFileSync(join(out, 'review.md'), renderFitting(review));
    }
    if (options.json === true) printJson(jsonOf(review));
    // Output that is not a terminal may become a comment, whose length is limited.
    else print(process.stdout.isTTY ? renderReview(review) : renderFitting(review));
    if (stopped) return failed;
    return changesAnything(review) ? somethingChanges : nothingChanges;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    throw new Interrupted(
      error.signal,
      `interrupted (${error.signal}): nothing was changed in AWS, and ${whatIsKept(options.out)}`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** After a plan that did not come to its end. */
function whatIsKept(out: string | undefined): string {
  if (out === undefined) return 'nothing of the plan was kept';
  return holdsPlan(out) ? `${out} still holds the plan of before` : `no plan was written to ${out}`;
}

/** What a review says beside the plans. */
interface Known {
  readonly cost: CostChange | undefined;
  readonly running: RiskContext['running'];
  readonly newJobs: readonly NewJob[];
  readonly policy: Policy | undefined;
}

function reviewOf(
  { project, environment }: Settings,
  planned: readonly PlannedStack[],
  { cost, running, newJobs: fresh, policy }: Known,
): Review {
  const risks = risksOf(
    planned.flatMap(({ changes }) => changes),
    new Date(),
    running,
  );
  const priced = cost === undefined ? {} : { cost };
  return {
    project,
    environment,
    stacks: planned,
    risks,
    newJobs: fresh,
    ...priced,
    refusals: policy === undefined ? [] : refusals(policy, { risks, ...priced }),
  };
}

/** Nothing where a stack could not be planned: the sum would be wrong. */
async function costOf(
  settings: Settings,
  stacks: readonly Stack[],
  planned: readonly PlannedStack[],
): Promise<CostChange | undefined> {
  if (planned.some(({ error }) => error !== undefined)) return undefined;
  const plans = planned.map(async ({ stack: id, plan, file }) => {
    const stack = stacks.find((candidate) => candidate.id === id);
    return plan ?? (stack === undefined ? {} : showPlan(stack, file));
  });
  return costChange(settings, parsedStacks(stacks), await Promise.all(plans), new Date());
}

/** The review as data: documented in docs/json.md. */
function jsonOf({ project, environment, stacks, risks, cost, refusals: refused }: Review) {
  return {
    project,
    environment,
    changes: changesAnything({ stacks }),
    stacks: stacks.map(({ stack, changes, outputs, waitsFor, error }) => ({
      stack,
      changes: changes.map(({ address, type, action, attributes }) => ({
        address,
        type,
        action,
        attributes,
      })),
      outputs,
      waitsFor,
      ...(error !== undefined && { error }),
    })),
    risks,
    ...(cost !== undefined && { cost }),
    refusals: refused,
  };
}
