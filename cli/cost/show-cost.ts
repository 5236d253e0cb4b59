import { findJob, loadProject } from '../deployed/project';
import { print, printJson, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { describeCost } from './describe-cost';
import type * as EstimateCost from './estimate-cost';

/** What the command line says; all texts are as they were typed. */
export interface CostOptions {
  readonly minutes?: readonly string[];
  readonly json?: boolean;
}

/** Prints an estimate of a month's cost, from config.ts alone: nothing is asked of AWS. */
export async function showCost(options: CostOptions): Promise<void> {
  const settings = loadProject();
  const minutes = (options.minutes ?? []).map((text) => {
    const [, job, value = ''] = /^(?:(.*)=)?(.*)$/.exec(text) ?? [];
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : 0;
    if (number === 0) throw new UsageError(`--minutes must be a number above 0, got "${text}"`);
    return { job: job === undefined ? undefined : findJob(settings, job).name, number };
  });
  const runMinutes = minutes.find(({ job }) => job === undefined)?.number;
  const assumptions = {
    from: new Date(),
    ...(runMinutes !== undefined && { runMinutes }),
    runMinutesByJob: Object.fromEntries(
      minutes.flatMap(({ job, number }) => (job === undefined ? [] : [[job, number] as const])),
    ),
  };
  const estimate = await withSpinner('Synthesizing', () => {
    // Loads cdktf, which wrong use need not wait for.
    // oxlint-disable-next-line typescript/no-require-imports -- see verbs.ts
    const { estimateCost } = require('./estimate-cost') as typeof EstimateCost;
    return Promise.resolve(estimateCost(settings, assumptions));
  });
  if (options.json === true) printJson(estimate);
  else print(describeCost(estimate, settings.region));
}
