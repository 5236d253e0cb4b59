import type { Task } from '@aws-sdk/client-ecs';
import type { JobSettings } from '../../stacks/settings/settings';
import { taskId } from '../start/tasks';
import { inSeconds } from '../terminal/moment';
import { inputByHand } from './by-hand';
import {
  isRunning,
  newestExecutions,
  outcomeOfExecution,
  reasonOfExecution,
  timeOfExecution,
  type Execution,
} from './execution-run';
import type { JobRun } from './job-run';
import type { RunManifest } from './manifests';
import {
  newestTasks,
  outcomeOfTask,
  reasonOfTask,
  runOfTasks,
  seconds,
  timeOfTask,
} from './task-run';

/** All that is known of a job's runs, in any order, the same more than once. */
export interface Traces {
  readonly tasks: readonly Task[];
  readonly executions: readonly Execution[];
  readonly manifests: readonly RunManifest[];
}

/** What is known of one run, the newest first. */
interface RunTraces {
  readonly tasks: Task[];
  readonly executions: Execution[];
  manifest?: RunManifest;
}

/** How the task of a job is run. */
export type RunSettings = Pick<JobSettings, 'task' | 'taskCount'> &
  Pick<Partial<JobSettings>, 'fanOut'>;

/** A run that only its scheduled time is known of. */
export const noRun = {
  startedAt: null,
  durationSeconds: null,
  exitCode: null,
  reason: null,
  attempts: null,
  rows: null,
  byHand: null,
  tasks: [],
  executionArn: null,
} satisfies Omit<JobRun, 'scheduledTime' | 'outcome'>;

/** Joins what tasks, executions and manifests tell of the same runs, the newest first. */
export function joinRuns(traces: Traces, job: RunSettings, now: Date): JobRun[] {
  const runs = new Map<string, RunTraces>();
  const at = (time: string): RunTraces => {
    const known = runs.get(time) ?? { tasks: [], executions: [] };
    runs.set(time, known);
    return known;
  };
  for (const task of newestTasks(traces.tasks)) at(timeOfTask(task)).tasks.push(task);
  for (const execution of newestExecutions(traces.executions)) {
    // Of a duplicate, another execution is the run.
    if (outcomeOfExecution(execution) !== undefined) {
      at(timeOfExecution(execution)).executions.push(execution);
    }
  }
  for (const manifest of traces.manifests) {
    at(inSeconds(new Date(manifest.scheduledTime))).manifest ??= manifest;
  }
  return [...runs]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([scheduledTime, known]) => joinRun(scheduledTime, known, job, now));
}

function joinRun(
  scheduledTime: string,
  { tasks, executions: [execution], manifest }: RunTraces,
  job: RunSettings,
  now: Date,
): JobRun {
  const run: JobRun = {
    ...noRun,
    scheduledTime,
    outcome: manifest?.outcome ?? 'unknown',
    ...(manifest !== undefined && timesOf(manifest)),
    ...(tasks.length > 0 && runOfTasks(tasks, job, now)),
    ...(execution !== undefined && factsOf(execution, tasks[0], job, now)),
    ...(job.fanOut !== undefined && { attempts: null }),
    tasks: tasks.map(({ taskArn = '' }) => taskId(taskArn)),
  };
  if (manifest === undefined) return run;
  // The manifest may be of an earlier attempt.
  const told = run.outcome === manifest.outcome ? troublesIn(manifest) : null;
  return { ...run, rows: rowsIn(manifest), reason: told ?? run.reason, manifest };
}

/** What the execution says of a run, which knows more of it than its tasks. */
function factsOf(
  execution: Execution,
  task: Task | undefined,
  { task: container }: RunSettings,
  now: Date,
): Partial<JobRun> {
  const { executionArn, startDate, stopDate, input = '{}' } = execution;
  const outcome = outcomeOfExecution(execution) ?? 'unknown';
  // Of a task that failed Step Functions knows less than ECS.
  const ofTask = task === undefined ? undefined : outcomeOfTask(task, container);
  const isTold = outcome === 'failed' && (ofTask === 'failed' || ofTask === 'interrupted');
  return {
    outcome: isTold ? ofTask : outcome,
    reason:
      isTold && task !== undefined
        ? reasonOfTask(task, container)
        : reasonOfExecution(outcome, execution),
    startedAt: startDate?.toISOString() ?? null,
    durationSeconds: seconds(startDate, isRunning(execution) ? now : stopDate),
    byHand: inputByHand(input),
    executionArn,
  };
}

function timesOf({ startedAt, finishedAt }: RunManifest) {
  return { startedAt, durationSeconds: seconds(new Date(startedAt), new Date(finishedAt)) };
}

function rowsIn({ symbols }: RunManifest): number {
  return Object.values(symbols).reduce((sum, { rows = 0 }) => sum + rows, 0);
}

/** The symbols that a run did not get, or that are suspect. */
function troublesIn({ symbols }: RunManifest): string | null {
  return (
    Object.entries(symbols)
      .filter(([, { status }]) => status === 'failed' || status === 'suspect')
      .map(([symbol, { error }]) => (error === undefined ? symbol : `${symbol}: ${error}`))
      .join('; ') || null
  );
}
