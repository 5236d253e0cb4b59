import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { Construct } from 'constructs';
import {
  capacity,
  networkConfiguration,
  stateMachineInput,
  targetArn,
  triggerRole,
  type JobTargetProps,
} from './job-target';
import { arnOf } from './arn';
import { targetInput } from '../settings/target-input';
import { literal } from '../rules/literal';
import { useKeyOfSchedules, useKeyToSend } from '../stack/encryption';
import { ServiceRole } from '../stack/service-role';

const time = '<aws.scheduler.scheduled-time>';

export interface JobScheduleProps extends JobTargetProps {
  readonly group: { readonly name: string; readonly arn: string };
}

/** One job on an EventBridge Scheduler schedule. */
export class JobSchedule extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: JobScheduleProps) {
    super(scope, id);
    const { settings, job, task, group, deadLetterQueue, stateMachineArn } = props;
    const { statements, ...rights } = triggerRole(props);
    const { role } = new ServiceRole(this, 'role', {
      ...rights,
      description: `EventBridge Scheduler starts the job ${job.name}`,
      service: 'scheduler.amazonaws.com',
      // The group, not the schedule: that is what Scheduler presents when it assumes the role.
      // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
      sourceArn: group.arn,
      statements: [
        ...statements,
        {
          Sid: 'KeepUndelivered',
          Effect: 'Allow',
          Action: ['sqs:SendMessage'],
          Resource: [deadLetterQueue.arn],
        },
        ...useKeyToSend(settings, deadLetterQueue.arn),
        ...useKeyOfSchedules(settings, [
          arnOf('scheduler', `schedule/${group.name}/${job.name}`, props),
        ]),
      ],
    });

    this.arn = new SchedulerSchedule(this, 'schedule', {
      name: job.name,
      groupName: group.name,
      description: literal(job.description),
      ...(settings.encryption !== undefined && { kmsKeyArn: settings.encryption.kmsKeyArn }),
      state: job.enabled ? 'ENABLED' : 'DISABLED',
      scheduleExpression: job.schedule,
      scheduleExpressionTimezone: job.timeZone,
      ...(job.begins !== undefined && { startDate: job.begins }),
      ...(job.endDate !== undefined && { endDate: job.endDate }),
      flexibleTimeWindow:
        job.flexibleWindowMinutes === undefined
          ? { mode: 'OFF' }
          : { mode: 'FLEXIBLE', maximumWindowInMinutes: job.flexibleWindowMinutes },
      target: {
        arn: targetArn(props),
        roleArn: role.arn,
        input:
          stateMachineArn === undefined
            ? targetInput(job, time, settings.jobs)
            : stateMachineInput(time),
        ...(stateMachineArn === undefined && {
          ecsParameters: {
            taskDefinitionArn: task.of('task_definition_arns', job.name),
            ...capacity(props),
            platformVersion: job.platformVersion,
            propagateTags: 'TASK_DEFINITION',
            ...(job.debug && { enableExecuteCommand: true }),
            networkConfiguration: networkConfiguration(props),
          },
        }),
        retryPolicy: {
          maximumRetryAttempts: job.delivery.retries,
          maximumEventAgeInSeconds: job.delivery.maxAgeSeconds,
        },
        deadLetterConfig: { arn: deadLetterQueue.arn },
      },
    }).arn;
  }
}
