import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { Construct } from 'constructs';
import { Alarms } from './alarms';
import { Dashboard } from './dashboard/dashboard';
import { JobRule } from './job-rule';
import { JobSchedule } from './job-schedule';
import type { JobTargetProps } from './job-target';
import type { NetworkStack } from './network';
import { policyDocument } from './policy';
import { ProjectStack } from './project-stack';
import type { Settings } from './settings';
import { JobStateMachine } from './state-machine/job-state-machine';
import { needsStateMachine } from './state-machine/needed';
import type { TaskStack } from './task';

// The longest that SQS keeps a message: a firing lost over a holiday is still there after it.
const deadLetterRetentionSeconds = 14 * 24 * 60 * 60;

/** When each job runs: a schedule or a rule, and the queue of what could not be delivered. */
export class ScheduleStack extends ProjectStack<'schedule'> {
  constructor(scope: Construct, settings: Settings, network: NetworkStack, task: TaskStack) {
    super(scope, 'schedule', settings);
    const caller = new DataAwsCallerIdentity(this, 'caller');
    const partition = new DataAwsPartition(this, 'partition');
    const group = new SchedulerScheduleGroup(this, 'group', { name: settings.prefix });
    const deadLetterQueue = new SqsQueue(this, 'dead-letter-queue', {
      name: `${settings.prefix}-undelivered`,
      messageRetentionSeconds: deadLetterRetentionSeconds,
      sqsManagedSseEnabled: true,
    });

    const shared = {
      settings,
      network: this.inputs(network),
      task: this.inputs(task),
      caller,
      partition,
      deadLetterQueue,
    };
    const rules: JobRule[] = [];
    const stateMachineArns: Record<string, string> = {};
    const arns = settings.jobs.map((job) => {
      const props = { ...shared, job, stateMachineArn: this.#stateMachine({ ...shared, job }) };
      if (props.stateMachineArn !== undefined) stateMachineArns[job.name] = props.stateMachineArn;
      if (job.trigger === 'scheduler') {
        return [job.name, new JobSchedule(this, `job-${job.name}`, { ...props, group }).arn];
      }
      const rule = new JobRule(this, `job-${job.name}`, props);
      rules.push(rule);
      return [job.name, rule.arn];
    });
    this.#letRulesSend(deadLetterQueue, rules);

    const alarms =
      settings.alarms && new Alarms(this, 'alarms', { ...shared, alarms: settings.alarms });
    const dashboard = settings.dashboard
      ? new Dashboard(this, 'dashboard', { ...shared, group, stateMachineArns, alarms }).name
      : '';

    this.publish({
      schedule_arns: Object.fromEntries(arns) as Record<string, string>,
      state_machine_arns: stateMachineArns,
      schedule_group: group.name,
      alarm_topic_arn: alarms?.topicArn ?? '',
      dashboard_name: dashboard,
      dead_letter_queue_url: deadLetterQueue.url,
    });
  }

  #stateMachine(props: JobTargetProps): string | undefined {
    return needsStateMachine(props.job)
      ? new JobStateMachine(this, `machine-${props.job.name}`, props).arn
      : undefined;
  }

  /** Rules, unlike Scheduler, send to the queue in their own name and need its policy to allow it. */
  #letRulesSend(queue: SqsQueue, rules: readonly JobRule[]): void {
    if (rules.length === 0) return;
    new SqsQueuePolicy(this, 'dead-letter-queue-policy', {
      queueUrl: queue.url,
      policy: policyDocument(
        ...rules.map((rule, index) => ({
          Sid: `Rule${index}`,
          Effect: 'Allow' as const,
          Principal: { Service: 'events.amazonaws.com' },
          Action: ['sqs:SendMessage'],
          Resource: [queue.arn],
          Condition: { ArnEquals: { 'aws:SourceArn': rule.arn } },
        })),
      ),
    });
  }
}
