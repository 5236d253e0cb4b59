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
  const named = new Map(jobs.map((job) => [job.name, job]));
  const followers = new Map<string, string[]>(jobs.map(({ name }) => [name, []]));
  for (const { name, after } of jobs) {
    if (after !== undefined) followers.get(after)?.push(name);
  }
  return jobs.map((job) => {
    const first = chainAmong(named, job).at(-1) ?? job;
    return {
      ...job,
      followers: followers.get(job.name) ?? [],
      ...Object.fromEntries(ofTheFirst.map((field) => [field, first[field]])),
    };
  });
}

type Linked = Pick<JobSettings, 'name' | 'after'>;

/** A job, the one that it runs after, and so on; a ring ends where it would begin again. */
export function chainOf<Job extends Linked>(job: Job, jobs: readonly Job[]): Job[] {
  return chainAmong(new Map(jobs.map((each) => [each.name, each])), job);
}

/**
 * The same for whoever asks of each job there is.
 *
 * @param named the jobs by name
 */
export function chainAmong<Job extends Linked>(named: ReadonlyMap<string, Job>, job: Job): Job[] {
  const chain: Job[] = [];
  let next: Job | undefined = job;
  while (next !== undefined && !chain.includes(next)) {
    chain.push(next);
    const { after }: Job = next;
    next = after === undefined ? undefined : named.get(after);
  }
  return chain;
}

/** The job whose schedule begins the chain. */
export function firstOfChain<Job extends Linked>(job: Job, jobs: readonly Job[]): Job {
  // Most jobs have a schedule, and there may be thousands.
  return job.after === undefined ? job : (chainOf(job, jobs).at(-1) ?? job);
}

/** The jobs that run after a job, after these, and so on, in an order in which they may run. */
export function jobsAfter(job: JobSettings, jobs: readonly JobSettings[]): JobSettings[] {
  return jobs
    .filter((each) => each !== job && chainOf(each, jobs).includes(job))
    .toSorted((a, b) => chainOf(a, jobs).length - chainOf(b, jobs).length);
}
