import { crawls } from './crawls';
import type { JobSettings } from './settings';

/** The default of the crawler; see crawler/README.md. */
export const defaultSource = 'yahoo';

/**
 * The source that a job's manifests name; jobs that are no crawler have none, nor has one that checks
 * what is stored. A job that runs another's task has its environment and command, too.
 */
export function sourceOf(job: JobSettings, jobs: readonly JobSettings[]): string | undefined {
  const owner = jobs.find(({ name }) => name === job.task);
  const { PRICE_SOURCE: source } = { ...owner?.environment, ...job.environment };
  // An image of its own that is told of a source is likely the crawler's with something more in it.
  const image = source === undefined ? job.image : undefined;
  return crawls({ ...job, image }, jobs) ? (source ?? defaultSource) : undefined;
}
