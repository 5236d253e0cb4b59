import type { JobSettings, Settings } from './settings';

/**
 * Whether a job asks for something that neither Scheduler nor ECS does: to stop a run that takes too
 * long, to repeat one that failed, to leave one out or put it in another's place, to deal one out to many
 * tasks, or to run one after another job's.
 */
export function needsStateMachine(job: JobSettings): boolean {
  return (
    job.timeoutSeconds !== undefined ||
    job.retries > 0 ||
    job.overlap !== 'allow' ||
    job.fanOut !== undefined ||
    job.after !== undefined ||
    job.followers.length > 0
  );
}

export function stateMachineName(job: JobSettings, settings: Settings): string {
  return `${settings.prefix}-${job.name}`;
}
