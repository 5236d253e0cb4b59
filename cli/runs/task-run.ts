import type { Task } from '@aws-sdk/client-ecs';
import { inSeconds } from '../terminal/moment';
import { stoppedByHand, taskByHand } from './by-hand';
import type { JobRun, Outcome } from './job-run';
import { resultOf } from './task-result';

/** What the crawler ends with when it was told to stop; another job may do so, too. */
const interrupted = 75;

/** The name of the family of a task definition; '' where there is none. */
export function familyOf(taskDefinitionArn = ''): string {
  return /:task-definition\/([^:]+)/.exec(taskDefinitionArn)?.[1] ?? '';
}

/** The value of a variable that the task was started with. */
export function overridden({ overrides }: Task, variable: string): string | undefined {
  return overrides?.containerOverrides
    ?.flatMap(({ environment = [] }) => environment)
    .find(({ name }) => name === variable)?.value;
}

/** The scheduled time of the run that a task is of. */
export function timeOfTask(task: Task): string {
  const scheduled = new Date(overridden(task, 'SCHEDULED_TIME') ?? NaN);
  const time = Number.isNaN(scheduled.getTime()) ? (task.createdAt ?? task.startedAt) : scheduled;
  return time === undefined ? '' : inSeconds(time);
}

/** The newest first, each once: events come more than once, and after one another in any order. */
export function newestTasks(tasks: readonly Task[]): Task[] {
  const newest = new Map<string, Task>();
  for (const task of tasks) {
    const { taskArn = '', version = 0 } = task;
    const before = newest.get(taskArn);
    if (before === undefined || version > (before.version ?? 0)) newest.set(taskArn, task);
  }
  return [...newest.values()].sort((a, b) => createdMs(b) - createdMs(a));
}

function createdMs({ createdAt, startedAt }: Task): number {
  return (createdAt ?? startedAt)?.getTime() ?? 0;
}

/** What became of one task. */
export function outcomeOfTask(task: Task, container: string): Outcome {
  if (task.lastStatus !== 'STOPPED') return 'running';
  const { exitCode } = resultOf(task, container);
  if (task.stopCode === 'UserInitiated' || stoppedByHand(task.stoppedReason ?? '') !== null) {
    return 'stopped';
  }
  if (exitCode === 0) return 'done';
  return exitCode === interrupted || task.stopCode === 'SpotInterruption'
    ? 'interrupted'
    : 'failed';
}

/** Why a task did not end well. */
export function reasonOfTask(task: Task, container: string): string | null {
  if (stoppedByHand(task.stoppedReason ?? '') !== null) return task.stoppedReason ?? null;
  const { exitCode, reason } = resultOf(task, container);
  const text = [exitCode === undefined || exitCode === 0 ? '' : `exit code ${exitCode}`, reason];
  return text.filter(Boolean).join(': ') || null;
}

type TaskFacts = Pick<
  JobRun,
  'outcome' | 'startedAt' | 'durationSeconds' | 'exitCode' | 'reason' | 'attempts' | 'byHand'
>;

/** What decides of several tasks comes first. */
const decisive: readonly Outcome[] = ['running', 'failed', 'stopped', 'interrupted', 'done'];

/**
 * What the tasks of a run say of it. It runs while one of them does, and has failed if one has; where
 * it was repeated, the newest ones count.
 *
 * @param tasks the newest first, one or more
 * @param retried whether all of them are attempts of one run, as those of a state machine are
 */
export function runOfTasks(
  tasks: readonly Task[],
  { task: container, taskCount }: { readonly task: string; readonly taskCount: number },
  now: Date,
): TaskFacts {
  const last = tasks.slice(0, taskCount);
  const outcomeOf = (task: Task): Outcome => outcomeOfTask(task, container);
  const rank = (task: Task): number => decisive.indexOf(outcomeOf(task));
  const worst = last.reduce((before, task) => (rank(task) < rank(before) ? task : before));
  const outcome = outcomeOf(worst);
  // Those of a state machine are attempts of one run.
  const counted = worst.startedBy?.startsWith('AWS Step Functions') === true ? tasks : last;
  const starts = counted.map((task) => task.startedAt ?? task.createdAt).filter(isKnown);
  const ends = last.map(({ stoppedAt }) => stoppedAt).filter(isKnown);
  const started = starts.length === 0 ? undefined : new Date(Math.min(...starts.map(Number)));
  const ended = outcome === 'running' ? now : new Date(Math.max(...ends.map(Number)));
  return {
    outcome,
    startedAt: started?.toISOString() ?? null,
    durationSeconds: seconds(started, ended),
    exitCode: resultOf(worst, container).exitCode ?? null,
    reason: outcome === 'running' || outcome === 'done' ? null : reasonOfTask(worst, container),
    attempts: Math.ceil(tasks.length / taskCount),
    byHand: taskByHand(worst),
  };
}

function isKnown(date: Date | undefined): date is Date {
  return date !== undefined;
}

/** Whole seconds from a moment to another. */
export function seconds(from: Date | undefined, to: Date | undefined): number | null {
  const span = from === undefined || to === undefined ? NaN : to.getTime() - from.getTime();
  return Number.isFinite(span) ? Math.round(span / 1000) : null;
}
