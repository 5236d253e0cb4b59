import type { JobConfig } from '../config/config';
import type { JobSettings } from './settings';

/** What says of a job with a schedule when it runs; one that runs after another has none of it. */
export const fieldsOfSchedule = [
  'schedule',
  'timeZone',
  'trigger',
  'startDate',
  'endDate',
  'flexibleWindowMinutes',
  'delivery',
] as const;

/** A job with what an environment says of it, whose schedule replaces an `after`, and the other way. */
export function layOver(shared: JobConfig, override: Partial<JobConfig> = {}): JobConfig {
  const replaced: readonly string[] =
    override.after !== undefined
      ? fieldsOfSchedule
      : override.schedule !== undefined
        ? ['after']
        : [];
  const kept = Object.entries(shared).filter(([field]) => !replaced.includes(field));
  return { ...(Object.fromEntries(kept) as JobConfig), ...override };
}

/**
 * What a job that runs after another has of the one whose schedule begins the chain. What fires for it, and how
 * late that may be, is the first one's matter.
 */
const ofTheFirst = [
  'schedule',
  'timeZone',
  'begins',
  'startDate',
  'endDate',
  'flexibleWindowMinutes',
] as const;

/** Gives each job the names of those that run after it, and those the times at which they are due. */
export function linkJobs(jobs: readonly JobSettings[]): JobSettings[] {
  return jobs.map((job) => {
    const first = firstOfChain(job, jobs);
    return {
      ...job,
      followers: jobs.filter(({ after }) => after === job.name).map(({ name }) => name),
      ...Object.fromEntries(ofTheFirst.map((field) => [field, first[field]])),
    };
  });
}

/** A job, the one that it runs after, and so on; a ring ends where it would begin again. */
export function chainOf<Job extends Pick<JobSettings, 'name' | 'after'>>(
  job: Job,
  jobs: readonly Job[],
): Job[] {
  const chain: Job[] = [];
  let next: Job | undefined = job;
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    const { after }: Job = next;
    next = jobs.find(({ name }) => name === after);
  }
  return chain;
}

/** The job whose schedule begins the chain. */
export function firstOfChain<Job extends Pick<JobSettings, 'name' | 'after'>>(
  job: Job,
  jobs: readonly Job[],
): Job {
  return chainOf(job, jobs).at(-1) ?? job;
}

/** The jobs that run after a job, after these, and so on, in an order in which they may run. */
export function jobsAfter(job: JobSettings, jobs: readonly JobSettings[]): JobSettings[] {
  return jobs
    .filter((each) => each !== job && chainOf(each, jobs).includes(job))
    .toSorted((a, b) => chainOf(a, jobs).length - chainOf(b, jobs).length);
}
