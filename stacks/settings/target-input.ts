import { literal } from '../rules/literal';
import type { JobSettings } from './settings';

/**
 * The input of a target that is a task: the run's scheduled time, passed to the container, and what a
 * job that runs another job's task has of its own.
 *
 * @param scheduledTime what the trigger puts the time in place of
 */
export function targetInput(job: JobSettings, scheduledTime: string): string {
  const { command, environment } = ownOverrides(job);
  return literal(
    JSON.stringify({
      containerOverrides: [
        {
          name: job.task,
          ...(command !== undefined && { command }),
          environment: Object.entries({ ...environment, SCHEDULED_TIME: scheduledTime }).map(
            ([name, value]) => ({ name, value }),
          ),
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
