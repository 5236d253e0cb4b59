import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import type { Inputs } from '../../stack/project-stack';
import { watchName } from '../../rules/missed-runs';
import { partitionOf } from '../../rules/partition';
import { parseScheduleExpression } from '../../rules/schedule-expression';
import { ServiceRole } from '../../stack/service-role';
import type { JobSettings } from '../../settings/settings';
import { arnOf, type Surroundings } from '../arn';
import { watchDefinition, type WatchInput } from '../state-machine/watch';

// For a task to start, to write its first line, and for that to be counted.
const startSeconds = 30 * 60;
const hour = 3600;
const day = 24 * hour;

export interface RunWatchProps extends Surroundings {
  readonly jobs: readonly JobSettings[];
  readonly task: Inputs<'task'>;
  readonly group: { readonly name: string; readonly arn: string };
  readonly deadLetterQueue: { readonly arn: string };
  readonly topicArn: string;
}

/**
 * Looks for the runs of jobs that no alarm can see missing, since an alarm looks back seven days at
 * most and knows neither a beginning nor an end: a second schedule, at the same times, starts a state
 * machine that waits until the run must have begun and notifies when it has not.
 */
export class RunWatch extends Construct {
  constructor(scope: Construct, id: string, props: RunWatchProps) {
    super(scope, id);
    const { settings, jobs, task, caller, group, deadLetterQueue, topicArn } = props;
    const name = watchName(settings.prefix);
    const machineRole = new ServiceRole(this, 'machine-role', {
      name: `${name}-machine`,
      description: `Looks for runs of ${settings.prefix} that did not happen`,
      service: 'states.amazonaws.com',
      sourceArn: arnOf('states', `stateMachine:${name}`, props),
      caller,
      policyName: 'watch-runs',
      statements: [
        {
          Sid: 'CountLines',
          Effect: 'Allow',
          Action: ['cloudwatch:GetMetricStatistics'],
          // The action knows no resource.
          Resource: ['*'],
        },
        { Sid: 'Tell', Effect: 'Allow', Action: ['sns:Publish'], Resource: [topicArn] },
      ],
    });
    const machine = new SfnStateMachine(this, 'machine', {
      name,
      roleArn: machineRole.role.arn,
      definition: JSON.stringify(watchDefinition(topicArn, partitionOf(settings.region))),
      // Step Functions tries the role when the machine is made.
      dependsOn: [machineRole.policy],
    });
    const { role } = new ServiceRole(this, 'schedule-role', {
      name: `${name}-schedule`,
      description: `EventBridge Scheduler starts the watch of ${settings.prefix}`,
      service: 'scheduler.amazonaws.com',
      sourceArn: group.arn,
      caller,
      policyName: 'start-execution',
      statements: [
        {
          Sid: 'StartExecution',
          Effect: 'Allow',
          Action: ['states:StartExecution'],
          Resource: [machine.arn],
        },
        {
          Sid: 'KeepUndelivered',
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: [deadLetterQueue.arn],
        },
      ],
    });
    for (const job of jobs) {
      new SchedulerSchedule(this, `schedule-${job.name}`, {
        name: watchName(job.name),
        groupName: group.name,
        description: `Looks whether the job ${job.name} ran`,
        scheduleExpression: job.schedule,
        scheduleExpressionTimezone: job.timeZone,
        ...(job.startDate !== undefined && { startDate: job.startDate }),
        ...(job.endDate !== undefined && { endDate: job.endDate }),
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: machine.arn,
          roleArn: role.arn,
          input: JSON.stringify(inputOf(job, task.of('log_group_names', job.name))),
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: hour },
          deadLetterConfig: { arn: deadLetterQueue.arn },
        },
      });
    }
  }
}

function inputOf(job: JobSettings, logGroup: string): WatchInput {
  const { delivery, flexibleWindowMinutes = 0 } = job;
  return {
    job: job.name,
    scheduledTime: '<aws.scheduler.scheduled-time>',
    logGroup,
    // The latest moment at which the run can begin, and some time for it to be seen.
    waitSeconds: flexibleWindowMinutes * 60 + delivery.maxAgeSeconds + startSeconds,
    ...sinceOf(job),
  };
}

/**
 * What is counted comes in whole periods, the first of which begins before the scheduled time. A rate
 * counts from when its schedule was made, so that the two schedules may be a whole period apart.
 */
function sinceOf(job: JobSettings): Pick<WatchInput, 'lookBackSeconds' | 'periodSeconds'> {
  const parsed = parseScheduleExpression(job.schedule, job.trigger);
  return parsed.ok && parsed.expression.kind === 'rate'
    ? { lookBackSeconds: parsed.expression.minutes * 60, periodSeconds: day }
    : { lookBackSeconds: hour, periodSeconds: hour };
}
