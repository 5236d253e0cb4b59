import type { JobSettings, Settings } from './settings';
import { needsStateMachine } from './state-machine';

/**
 * What counts the starts of a job's runs, which a run that still goes on cannot add to: its executions,
 * the firings of its rule, or the tasks that Scheduler starts, of which ECS sends an event each.
 */
export type StartsOf = 'executions' | 'rule' | 'tasks';

export function startsOf(job: JobSettings): StartsOf {
  if (needsStateMachine(job)) return 'executions';
  return job.trigger === 'rule' ? 'rule' : 'tasks';
}

/**
 * The jobs whose missing runs there are notifications of. One that runs after another has none of its own:
 * of what keeps it from starting, that one's notifications tell.
 */
export function watchedJobs({ alarms, jobs }: Settings): JobSettings[] {
  return alarms === undefined || alarms.missedRuns === false
    ? []
    : jobs.filter(({ enabled, after }) => enabled && after === undefined);
}

/** Whether other jobs run the same task. */
export function sharesTask({ name, task }: JobSettings, jobs: readonly JobSettings[]): boolean {
  return jobs.some((other) => other.task === task && other.name !== name);
}
