import { wholeNumberProblems } from '../../stacks/rules/whole-number';
import { requireAccount, whoCalls } from '../deployed/account';
import { demoEndpoint } from '../aws/local-aws';
import { readOutputs } from '../deployed/outputs';
import { findJob, loadProject } from '../deployed/project';
import { readTrigger } from '../deployed/trigger';
import { parseReason } from '../runs/by-hand';
import { inSeconds, parseMoment } from '../terminal/moment';
import { print } from '../terminal/terminal';
import { UsageError } from '../usage-error';
import { overrideWarnings, overriding, parseOverrides } from './overrides';
import type * as RunLocally from './run-locally';
import { runStateMachine } from './run-state-machine';
import { runTasks } from './run-tasks';
import type { Start } from './start';

/** What the command line says; all texts are as they were typed. */
export interface RunOptions {
  readonly at?: string;
  readonly reason?: string;
  readonly variable?: readonly string[];
  readonly command?: string;
  readonly startTimeout: string;
  readonly json?: boolean;
}

/**
 * Starts a job as its schedule would, shows its output and waits for its end.
 *
 * @returns the exit code of the container; 1 when it never ran, 130 when the wait was interrupted
 */
export async function runJob(name: string, options: RunOptions): Promise<number> {
  const settings = loadProject();
  const job = findJob(settings, name);
  const scheduledTime = inSeconds(timeOfRun(options.at));
  const startSeconds = secondsOf(options.startTimeout);
  const reason = parseReason(options.reason);
  const overrides = parseOverrides(options);

  await requireAccount(settings);
  const outputs = await readOutputs(settings, 'schedule');
  const { target: applied } = await readTrigger(settings, outputs, job.name);
  const target = overriding(applied, job, overrides);
  for (const warning of overrideWarnings(overrides, job)) process.stderr.write(`${warning}\n`);
  const json = options.json === true;
  const write = json ? (line: string) => process.stderr.write(`${line}\n`) : print;
  const byHand = { name: await whoCalls(settings), reason };
  const start: Start = { settings, job, target, scheduledTime, byHand, json, write };
  const endpoint = await demoEndpoint(settings);
  if (endpoint !== undefined) {
    // It takes packages that only the demo needs.
    // oxlint-disable-next-line typescript/no-require-imports -- see verbs.ts
    const { runLocally } = require('./run-locally') as typeof RunLocally;
    return runLocally(start, endpoint, overrides);
  }
  return target.ecs === undefined ? runStateMachine(start) : runTasks(start, startSeconds);
}

function timeOfRun(at: string | undefined): Date {
  const now = new Date();
  const time = at === undefined ? now : parseMoment('--at', at);
  if (time > now) {
    throw new UsageError(`--at: must not be in the future, got "${at ?? ''}"`);
  }
  return time;
}

function secondsOf(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : NaN;
  const problems = wholeNumberProblems(seconds, 1, 86_400, 'seconds');
  if (problems.length > 0) throw new UsageError(`--start-timeout: ${problems.join('; ')}`);
  return seconds;
}
