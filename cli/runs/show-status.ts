import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import type { Settings } from '../../stacks/settings/settings';
import { loadProject } from '../deployed/project';
import { Interrupt } from '../terminal/interrupt';
import { print, printJson, withSpinner } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { describeStatus } from './describe-status';
import type { JobRun } from './job-run';
import { readStatus } from './read-status';

/** What the command line says; all texts are as they were typed. */
export interface StatusOptions {
  readonly runs: string;
  readonly utc?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
}

const mostRuns = 100;
const watchMs = 5000;
/** Of the time at most one part in so many is spent asking AWS, which throttles an account as a whole. */
const rest = 4;
const clearScreen = '\u001b[H\u001b[2J';

/** Prints what became of the last runs of every job. */
export async function showStatus(name: string | undefined, options: StatusOptions): Promise<void> {
  const settings = loadProject();
  const names = name === undefined ? undefined : [name];
  const count = /^\d+$/.test(options.runs) ? Number(options.runs) : NaN;
  const problems = wholeNumberProblems(count, 1, mostRuns, 'runs').map((each) => `--runs: ${each}`);
  if (options.watch === true && (options.json === true || !process.stdout.isTTY)) {
    problems.push('--watch draws on a terminal: leave it out, or call status again');
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'));

  if (options.watch === true) {
    await watch(() => read(settings, names, count, options));
    return;
  }
  if (options.json === true) {
    const { status, broken } = await readStatus(settings, names, count);
    const jobs = status.map((job) => ({ ...job, runs: job.runs.map(shown) }));
    printJson({ environment: settings.environment, jobs, brokenManifests: broken });
    return;
  }
  const { text, broken } = await withSpinner('Asking AWS', () =>
    read(settings, names, count, options),
  );
  print(text);
  process.stderr.write(broken.map((line) => `${line}\n`).join(''));
}

async function read(
  settings: Settings,
  names: readonly string[] | undefined,
  count: number,
  { utc = false }: StatusOptions,
) {
  const { status, broken } = await readStatus(settings, names, count);
  // Some terminals do not know how wide they are; what is no terminal has no width.
  const width = process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
  return {
    text: describeStatus(status, { utc, width }),
    broken: broken.map(({ key, reason }) => `skipped the broken record ${key}: ${reason}`),
  };
}

/** Draws again and again, until Ctrl-C. */
async function watch(draw: () => Promise<{ text: string; broken: readonly string[] }>) {
  const interrupt = new Interrupt();
  try {
    while (!interrupt.pending) {
      const began = Date.now();
      const { text, broken } = await draw();
      print(`${clearScreen}${[text, ...broken].join('\n')}`);
      await interrupt.sleep(Math.max(watchMs, rest * (Date.now() - began)));
    }
  } finally {
    interrupt.close();
  }
}

/** What `--json` has of a run: a manifest is a file of its own. */
function shown(run: JobRun): JobRun {
  return { ...run, manifest: undefined };
}
