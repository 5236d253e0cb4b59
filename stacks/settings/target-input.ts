import { literal } from '../rules/literal';
import { sharesTask } from './run-starts';
import type { JobSettings } from './settings';

/**
 * The input of a target that is a task: the run's scheduled time, passed to the container, and what a
 * job that runs another job's task has of its own.
 *
 * @param scheduledTime what the trigger puts the time in place of
 * @param jobs all of the project: where another runs the same task, the name says whose run it is
 */
export function targetInput(
  job: JobSettings,
  scheduledTime: string,
  jobs: readonly JobSettings[],
): string {
  const { command, environment } = ownOverrides(job);
  const name: Record<string, string> = sharesTask(job, jobs) ? { JOB_NAME: job.name } : {};
  return literal(
    JSON.stringify({
      containerOverrides: [
        {
          name: job.task,
          ...(command !== undefined && { command }),
          environment: Object.entries({
            ...name,
            ...environment,
            SCHEDULED_TIME: scheduledTime,
          }).map(([name, value]) => ({ name, value })),
        },
      ],
    }),
  );
}

/** What a job that runs another job's task has of its own. */
export function ownOverrides(job: JobSettings): {
  readonly command?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
} {
  if (job.task === job.name) return { environment: {} };
  return { command: job.command, environment: { JOB_NAME: job.name, ...job.environment } };
}
