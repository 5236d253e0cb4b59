import { ECSClient } from '@aws-sdk/client-ecs';
import { SFNClient } from '@aws-sdk/client-sfn';
import { wholeNumberProblems } from '../../../stacks/rules/whole-number';
import { someAtOnce } from '../../aws/at-once';
import { demoEndpoint } from '../../aws/local-aws';
import { awsClient } from '../../aws/aws-client';
import { explainAwsError } from '../../aws/aws-errors';
import { requireAccount, whoCalls } from '../../deployed/account';
import { readOutputs } from '../../deployed/outputs';
import { findJob, loadProject } from '../../deployed/project';
import { Failure } from '../../failure';
import { parseReason } from '../../runs/by-hand';
import type { JobRun } from '../../runs/job-run';
import { doneTimes, leaderOf } from '../../runs/leader';
import { readRuns } from '../../runs/read-runs';
import { lateSecondsOf } from '../../runs/subject';
import { Interrupt } from '../../terminal/interrupt';
import { parseMoment } from '../../terminal/moment';
import { print, printJson, withSpinner } from '../../terminal/terminal';
import { UsageError } from '../../usage-error';
import type * as BackfillLocally from './backfill-locally';
import {
  awaitedMachines,
  backfillRun,
  Unwatched,
  type BackfillProps,
  type Made,
} from './backfill-run';
import { backfillTimes, type Wanted } from './backfill-times';
import { describeBackfill, type Backfilled } from './describe-backfill';

/** What the command line says; all texts are as they were typed. */
export interface BackfillOptions {
  readonly from: string;
  readonly to: string;
  readonly failed?: boolean;
  readonly missing?: boolean;
  readonly unknown?: boolean;
  readonly parallel: string;
  readonly most: string;
  readonly dryRun?: boolean;
  readonly reason?: string;
  readonly json?: boolean;
}

const mostParallel = 50;
const mostRuns = 10_000;

/**
 * Runs the scheduled times of a range again that have not succeeded, the oldest first.
 *
 * @returns the exit code: 1 when one of them did not succeed, 130 when the wait was interrupted
 */
export async function backfillJob(name: string, options: BackfillOptions): Promise<number> {
  const now = new Date();
  const settings = loadProject();
  const job = findJob(settings, name);
  const reason = parseReason(options.reason);
  const { from, to, parallel, most } = parseRange(options, now);

  await requireAccount(settings);
  const { jobs } = await withSpinner('Asking AWS for its runs', () =>
    readRuns(settings, [name, ...(job.after === undefined ? [] : [job.after])], { from, to }, now),
  );
  const [runs, leader] = jobs;
  const trigger = runs?.trigger;
  if (runs === undefined || trigger === undefined) {
    throw new Failure(`${name} is not deployed: deploy it first (npx cdktf deploy '*')`);
  }
  const { failed = false, missing = false, unknown = false } = options;
  const none = !failed && !missing && !unknown;
  const delivered = new Date(now.getTime() - lateSecondsOf(job) * 1000);
  const due = leaderOf(runs) === null ? undefined : doneTimes(leader);
  const timesThat = (wanted: Wanted): JobRun[] =>
    backfillTimes(runs, trigger, wanted, { from, to }, delivered, due);
  const times = timesThat({ failed: failed || none, missing: missing || none, unknown });
  const others = timesThat({ failed: false, missing: false, unknown: !unknown });
  if (others.length > 0) {
    process.stderr.write(
      `left alone, as they may have succeeded: ${others.length} times of which nothing is known (--unknown takes them)\n`,
    );
  }
  if (times.length > most) {
    throw new UsageError(
      `these are ${times.length} runs and --most is ${most}: take a shorter range, or say --most ${times.length}`,
    );
  }
  const show = (made: readonly Backfilled[]): void => {
    if (options.json === true) printJson({ job: name, runs: made });
    else print(describeBackfill(made, trigger.timeZone));
  };
  if (options.dryRun === true || times.length === 0) {
    show(times.map((before) => backfilled(before, 'not started')));
    return 0;
  }
  const machines = (await readOutputs(settings, 'schedule')).all('state_machine_arns');
  const alone = awaitedMachines(job, settings.jobs, machines);
  const interrupt = new Interrupt();
  try {
    const props: BackfillProps = {
      ecs: new ECSClient(awsClient(settings, { patient: true })),
      sfn: new SFNClient(awsClient(settings, { patient: true })),
      settings,
      job,
      target: trigger.target,
      alone,
      byHand: { name: await whoCalls(settings), reason },
      interrupt,
    };
    const endpoint = await demoEndpoint(settings);
    const made = await (endpoint === undefined
      ? backfillAll(times, alone.length === 0 ? parallel : 1, interrupt, (before) =>
          backfillRun(before, props),
        )
      : backfillAll(times, 1, interrupt, locally({ settings, job, endpoint })));
    show(made);
    if (interrupt.pending) return 130;
    return made.every(({ outcome }) => outcome === 'done' || outcome === 'elsewhere') ? 0 : 1;
  } finally {
    interrupt.close();
  }
}

function parseRange(options: BackfillOptions, now: Date) {
  const [from, to] = [parseMoment('--from', options.from), parseMoment('--to', options.to)];
  const [parallel, most] = [options.parallel, options.most].map((text) =>
    /^\d+$/.test(text) ? Number(text) : NaN,
  ) as [number, number];
  const problems = [
    ...(from > to ? [`--to: must not be before --from, got "${options.to}"`] : []),
    ...(to > now ? [`--to: must not be in the future, got "${options.to}"`] : []),
    ...wholeNumberProblems(parallel, 1, mostParallel, 'runs').map((each) => `--parallel: ${each}`),
    ...wholeNumberProblems(most, 1, mostRuns, 'runs').map((each) => `--most: ${each}`),
  ];
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { from, to, parallel, most };
}

function locally(firing: Parameters<typeof BackfillLocally.backfillLocally>[1]) {
  // It takes packages that only the demo needs.
  // oxlint-disable-next-line typescript/no-require-imports -- see verbs.ts
  const { backfillLocally } = require('./backfill-locally') as typeof BackfillLocally;
  return (before: JobRun): Promise<JobRun> => backfillLocally(before, firing);
}

/** A run that failed does not keep the next ones from starting; what AWS refuses does. */
async function backfillAll(
  times: readonly JobRun[],
  parallel: number,
  interrupt: Interrupt,
  runAgain: (before: JobRun) => Promise<Made>,
): Promise<Backfilled[]> {
  let refused = false;
  return someAtOnce(times, parallel, async (before): Promise<Backfilled> => {
    if (refused || interrupt.pending) return backfilled(before, 'not started');
    try {
      const made = await runAgain(before);
      const run = typeof made === 'string' ? backfilled(before, made) : ended(before, made);
      process.stderr.write(`${before.scheduledTime}: ${run.outcome}\n`);
      return run;
    } catch (error) {
      refused = true;
      const why = error instanceof Failure ? error.message : explainAwsError(error);
      if (why === undefined) throw error;
      process.stderr.write(`${before.scheduledTime}: ${why}\n`);
      const outcome = error instanceof Unwatched ? 'left' : 'not started';
      return { ...backfilled(before, outcome), reason: why };
    }
  });
}

function backfilled(
  { scheduledTime, outcome: before }: JobRun,
  outcome: Backfilled['outcome'],
): Backfilled {
  return { scheduledTime, before, outcome, durationSeconds: null, exitCode: null, reason: null };
}

function ended(before: JobRun, made: JobRun): Backfilled {
  const { outcome, durationSeconds, exitCode, reason } = made;
  return { ...backfilled(before, outcome), durationSeconds, exitCode, reason };
}
