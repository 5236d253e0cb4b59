import type { Problem } from '../../config/config-error';
import type { Config, EnvironmentConfig } from '../../config/config';
import { didYouMean, nearest } from '../../rules/nearest';
import { chainAmong, fieldsOfSchedule, layOver } from '../after';
import { at, firstOf } from './problems';

/** What is wrong with jobs that run after another one. */
export function afterProblems(config: Config, environment: EnvironmentConfig): Problem[] {
  const jobs = config.jobs.map((job) => layOver(job, environment.jobs?.[job.name]));
  // One without a name has that problem already.
  const named = new Map(jobs.flatMap((job) => ('name' in job ? [[job.name, job] as const] : [])));
  const namesBut = (own: string) => [...named.keys()].filter((name) => name !== own);
  return jobs.flatMap((job, index) => {
    const { name, after, enabled = true } = job;
    if (after === undefined) return [];
    const chain = chainAmong(named, job);
    const isRing = chain.length > 1 && chain.at(-1)?.after === name;
    const off = chain.slice(1).find((other) => other.enabled === false);
    return [
      ...at(
        ['jobs', index, 'after'],
        firstOf(
          after !== name && named.has(after)
            ? []
            : [
                `must name another job, got "${after}"${didYouMean(nearest(after, namesBut(name)))}`,
              ],
          // One of its jobs tells of it.
          isRing && jobs.find((each) => chain.includes(each)) === job
            ? [
                `must not lead back to the job itself, got ${[name, ...chain.map((each) => each.after)].join(' after ')}`,
              ]
            : [],
          enabled && off !== undefined
            ? [
                `must not lead to a job that is switched off, got "${off.name}"; write enabled: false for ${name}, too, where ${off.name} has it`,
              ]
            : [],
        ),
      ),
      ...fieldsOfSchedule.flatMap((field) =>
        at(
          ['jobs', index, field],
          job[field] === undefined
            ? []
            : [`must be left out with after, because the job runs when ${after} is done`],
        ),
      ),
    ];
  });
}
