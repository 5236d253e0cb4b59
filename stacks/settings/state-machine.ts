import type { JobSettings, Settings } from './settings';

/**
 * Whether a job asks for something that neither Scheduler nor ECS does: to stop a run that takes too
 * long, to repeat one that failed, to leave one out or put it in another's place, or to deal one out to many
 * tasks.
 */
export function needsStateMachine(job: JobSettings): boolean {
  return (
    job.timeoutSeconds !== undefined ||
    job.retries > 0 ||
    job.overlap !== 'allow' ||
    job.fanOut !== undefined
  );
}

export function stateMachineName(job: JobSettings, settings: Settings): string {
  return `${settings.prefix}-${job.name}`;
}
