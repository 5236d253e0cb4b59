import type { Grammar } from '../../stacks/rules/schedule-expression';
import { findJob, loadProject } from '../deployed/project';
import { UsageError } from '../usage-error';

/** How the command line names a schedule; all texts are as they were typed. */
export interface ScheduleOptions {
  readonly expression?: string;
  readonly rule?: boolean;
  readonly timeZone?: string;
}

/** A schedule of config.ts, or one that was typed. */
export interface Schedule {
  readonly expression: string;
  readonly grammar: Grammar;
  readonly timeZone: string;
  readonly startDate?: Date | undefined;
  readonly endDate?: Date | undefined;
  /** How long a run may take, if that is limited. */
  readonly timeoutSeconds?: number | undefined;
  /** The job whose end starts it, if it is one of those. */
  readonly after?: string | undefined;
}

/** @throws UsageError when the arguments name no schedule, or two */
export function askedSchedule(job: string | undefined, options: ScheduleOptions): Schedule {
  if ((job === undefined) === (options.expression === undefined)) {
    throw new UsageError('next takes either a job of config.ts or --expression');
  }
  if (options.expression !== undefined) {
    return {
      expression: options.expression,
      grammar: options.rule === true ? 'rule' : 'scheduler',
      timeZone: options.timeZone ?? 'UTC',
    };
  }
  if (options.rule !== undefined || options.timeZone !== undefined) {
    throw new UsageError('--rule and --time-zone go with --expression; a job has its own');
  }
  return scheduleOfJob(job ?? '');
}

function scheduleOfJob(name: string): Schedule {
  const job = findJob(loadProject(), name);
  return {
    expression: job.schedule,
    grammar: job.trigger,
    timeZone: job.timeZone,
    startDate: job.startDate === undefined ? undefined : new Date(job.startDate),
    endDate: job.endDate === undefined ? undefined : new Date(job.endDate),
    timeoutSeconds: job.timeoutSeconds,
    after: job.after,
  };
}
