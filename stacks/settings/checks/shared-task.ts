import type { Config, EnvironmentConfig } from '../../config/config';
import type { Problem } from '../../config/config-error';
import { taskFields } from '../../config/task';
import { at } from './problems';

/** What is wrong with jobs that run another job's task. */
export function sharedTaskProblems(config: Config, environment: EnvironmentConfig): Problem[] {
  const jobs = config.jobs.map((job) => ({ ...job, ...environment.jobs?.[job.name] }));
  const owners = jobs.filter((job) => job.task === undefined).map(({ name }) => name);
  return jobs.flatMap((job, index) => {
    const { task } = job;
    if (task === undefined) return [];
    const own = Object.keys(taskFields).filter((field) => Reflect.get(job, field) !== undefined);
    return [
      ...at(
        ['jobs', index, 'task'],
        owners.includes(task)
          ? []
          : [`must name a job that has a task of its own, ${owners.join(', ')}, got "${task}"`],
      ),
      ...own.flatMap((field) =>
        at(
          ['jobs', index, field],
          [`must be left out, because the job runs the task of ${task}; set it there`],
        ),
      ),
    ];
  });
}
