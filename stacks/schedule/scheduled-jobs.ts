import type { Construct } from 'constructs';
import { firstOfChain } from '../settings/after';
import type { JobSettings } from '../settings/settings';
import { needsStateMachine } from '../settings/state-machine';
import { arnOf } from './arn';
import { JobRule } from './job-rule';
import { JobSchedule, type JobScheduleProps } from './job-schedule';
import { JobStateMachine } from './state-machine/job-state-machine';

/** What the jobs of one stack became. */
export interface ScheduledJobs {
  /** ARN of the schedule, or of the rule, by job; of a job that runs after another, of the first one. */
  readonly scheduleArns: Readonly<Record<string, string>>;
  /** By job, of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
  readonly rules: readonly JobRule[];
}

/** Gives each job its trigger and, where it needs one, its state machine. */
export function scheduleJobs(
  scope: Construct,
  jobs: readonly JobSettings[],
  shared: Omit<JobScheduleProps, 'job' | 'stateMachineArn'>,
): ScheduledJobs {
  const scheduleArns: Record<string, string> = {};
  const stateMachineArns: Record<string, string> = {};
  const rules: JobRule[] = [];
  for (const job of jobs) {
    const stateMachineArn = needsStateMachine(job)
      ? new JobStateMachine(scope, `machine-${job.name}`, { ...shared, job }).arn
      : undefined;
    if (stateMachineArn !== undefined) stateMachineArns[job.name] = stateMachineArn;
    if (job.after !== undefined) {
      scheduleArns[job.name] = triggerArn(firstOfChain(job, shared.settings.jobs), shared);
      continue;
    }
    const Trigger = job.trigger === 'scheduler' ? JobSchedule : JobRule;
    const trigger = new Trigger(scope, `job-${job.name}`, { ...shared, job, stateMachineArn });
    if (trigger instanceof JobRule) rules.push(trigger);
    scheduleArns[job.name] = trigger.arn;
  }
  return { scheduleArns, stateMachineArns, rules };
}

/** The ARN of a job's schedule or rule, which another stack may make. */
function triggerArn(
  job: JobSettings,
  shared: Pick<JobScheduleProps, 'group' | 'settings' | 'caller' | 'partition'>,
): string {
  return job.trigger === 'scheduler'
    ? arnOf('scheduler', `schedule/${shared.group.name}/${job.name}`, shared)
    : arnOf('events', `rule/${shared.settings.prefix}-${job.name}`, shared);
}
