import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { findJob, loadProject } from '../deployed/project';
import { print, printJson, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { describeStatus } from './describe-status';
import { readStatus } from './read-status';

/** What the command line says; all texts are as they were typed. */
export interface StatusOptions {
  readonly runs: string;
  readonly json?: boolean;
}

const mostRuns = 100;

/** Prints what became of the last runs of every job. */
export async function showStatus(name: string | undefined, options: StatusOptions): Promise<void> {
  const settings = loadProject();
  const jobs = name === undefined ? settings.jobs : [findJob(settings, name)];
  const count = /^\d+$/.test(options.runs) ? Number(options.runs) : NaN;
  const problems = wholeNumberProblems(count, 1, mostRuns, 'runs');
  if (problems.length > 0) throw new UsageError(`--runs: ${problems.join('; ')}`);

  const { status, broken } = await withSpinner('Asking AWS', () =>
    readStatus(settings, jobs, count),
  );
  if (options.json === true) {
    printJson({ environment: settings.environment, jobs: status, brokenManifests: broken });
    return;
  }
  print(describeStatus(status));
  for (const { key, reason } of broken) {
    process.stderr.write(`skipped the broken manifest ${key}: ${reason}\n`);
  }
}
