import { SchedulerSchedule } from '@cdktf/provider-aws/lib/scheduler-schedule';
import { SfnStateMachine } from '@cdktf/provider-aws/lib/sfn-state-machine';
import { Construct } from 'constructs';
import { runWindow, watchName } from '../../rules/missed-runs';
import { partitionOf } from '../../rules/partition';
import {
  useKeyOfExecutions,
  useKeyOfSchedules,
  useKeyToPublish,
  useKeyToSend,
} from '../../stack/encryption';
import { ServiceRole } from '../../stack/service-role';
import type { JobSettings } from '../../settings/settings';
import { arnOf, type Surroundings } from '../arn';
import { encryptedMachine } from '../state-machine/encrypted-machine';
import { executionLogs } from '../state-machine/execution-logs';
import type { StartsMetric } from './run-starts';
import { watchDefinition, type WatchInput } from './watch';

const hour = 3600;

/** A job whose runs are looked for one by one. */
interface WatchedJob {
  readonly job: JobSettings;
  readonly starts: StartsMetric;
}

export interface RunWatchProps extends Surroundings {
  readonly jobs: readonly WatchedJob[];
  readonly group: { readonly name: string; readonly arn: string };
  readonly deadLetterQueue: { readonly arn: string };
  readonly topicArn: string;
}

/**
 * Looks for the runs of jobs that no alarm can see missing, since an alarm looks back seven days at
 * most and knows neither a pause nor a beginning nor an end: a second schedule, at the same times, starts
 * a state machine that waits until the run must have begun and notifies when it has not.
 */
export class RunWatch extends Construct {
  constructor(scope: Construct, id: string, props: RunWatchProps) {
    super(scope, id);
    const { settings, jobs, caller, group, deadLetterQueue, topicArn } = props;
    const name = watchName(settings.prefix);
    const machineArn = arnOf('states', `stateMachine:${name}`, props);
    const { logged, statements } = executionLogs(this, name, props);
    const machineRole = new ServiceRole(this, 'machine-role', {
      name: `${name}-machine`,
      description: `Looks for runs of ${settings.prefix} that did not happen`,
      service: 'states.amazonaws.com',
      sourceArn: machineArn,
      caller,
      policyName: 'watch-runs',
      statements: [
        {
          // Named when it counted lines of the log.
          Sid: 'CountLines',
          Effect: 'Allow',
          Action: ['cloudwatch:GetMetricStatistics'],
          // The action knows no resource.
          Resource: ['*'],
        },
        { Sid: 'Tell', Effect: 'Allow', Action: ['sns:Publish'], Resource: [topicArn] },
        ...useKeyToPublish(settings, topicArn),
        ...useKeyOfExecutions(settings, [machineArn]),
        ...statements,
      ],
    });
    const machine = new SfnStateMachine(this, 'machine', {
      name,
      roleArn: machineRole.role.arn,
      definition: JSON.stringify(watchDefinition(topicArn, partitionOf(settings.region))),
      ...encryptedMachine(settings),
      ...logged,
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
        ...useKeyToSend(settings, deadLetterQueue.arn),
        ...useKeyOfSchedules(settings, [
          arnOf('scheduler', `schedule/${group.name}/${watchName('*')}`, props),
        ]),
      ],
    });
    for (const watched of jobs) {
      const { job } = watched;
      new SchedulerSchedule(this, `schedule-${job.name}`, {
        name: watchName(job.name),
        groupName: group.name,
        description: `Looks whether the job ${job.name} ran`,
        ...(settings.encryption !== undefined && { kmsKeyArn: settings.encryption.kmsKeyArn }),
        scheduleExpression: job.schedule,
        scheduleExpressionTimezone: job.timeZone,
        ...(job.begins !== undefined && { startDate: job.begins }),
        ...(job.endDate !== undefined && { endDate: job.endDate }),
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: machine.arn,
          roleArn: role.arn,
          input: JSON.stringify(inputOf(watched)),
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: hour },
          deadLetterConfig: { arn: deadLetterQueue.arn },
        },
      });
    }
  }
}

function inputOf({ job, starts }: WatchedJob): WatchInput {
  const { namespace, metricName, dimensions } = starts;
  return {
    job: job.name,
    scheduledTime: '<aws.scheduler.scheduled-time>',
    metric: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    ...runWindow(job),
  };
}
