import type { JobSettings } from './settings';
import { needsStateMachine } from './state-machine';

/** What AWS keeps of runs by which those of a job are told from all others. */
export type RunTrace =
  /** Lines of a log group that no other job writes to. */
  | 'log group'
  /** Executions of the job's own state machine. */
  | 'executions';

/**
 * By what a run of a job can be found, or found missing. The streams of a log group are named after
 * the task definition, the container and the task, none of which differ among jobs that share a task.
 * What else names the job of a task says nothing of one that never was: the variable `JOB_NAME` in its
 * overrides, and `startedBy`, which has 36 characters (`chronos-schedule/` and 19 of the schedule's).
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html
 *
 * @returns nothing for a job that shares a task and has no state machine
 */
export function runTraceOf(job: JobSettings, jobs: readonly JobSettings[]): RunTrace | undefined {
  if (!sharesTask(job, jobs)) return 'log group';
  return needsStateMachine(job) ? 'executions' : undefined;
}

/** Whether another job runs the task that this one runs, so that both write to one log group. */
function sharesTask(job: JobSettings, jobs: readonly JobSettings[]): boolean {
  return jobs.some(({ name, task }) => name !== job.name && task === job.task);
}
