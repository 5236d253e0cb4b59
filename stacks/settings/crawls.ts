import type { JobSettings } from './settings';

/**
 * Whether the runs of a job ask a vendor for prices, and say in figures what came of it. An image of its own
 * does neither as far as anybody knows, nor does a check of what is stored.
 *
 * @param jobs all of the environment: a job that runs another's task has its command, too
 */
export function crawls(job: JobSettings, jobs: readonly JobSettings[]): boolean {
  const [command] = job.command ?? jobs.find(({ name }) => name === job.task)?.command ?? [];
  return job.image === undefined && command !== 'check';
}
