import type { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import type { AlarmSettings } from '../../settings/settings';
import type { Inputs } from '../../stack/project-stack';
import type { Surroundings } from '../arn';
import { Budget } from './budget';
import { chatChannels } from './chat';
import { failedExecutions, failedTasks } from './failure-rules';
import { jobAlarms } from './job-alarms';
import { failedNotifications, Notifier, publishFailedNotifications } from './notifier';
import { runStarts } from './run-starts';
import { RunWatch } from './run-watch';
import { alarmTopic } from './topic';
import { undeliveredAlarm } from './undelivered-alarm';

export interface AlarmsProps extends Surroundings {
  readonly alarms: AlarmSettings;
  readonly task: Inputs<'task'>;
  readonly group: SchedulerScheduleGroup;
  readonly deadLetterQueue: SqsQueue;
  /** By job, of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
}

/** Notifies of what went wrong: a run that failed, was not started, or did not happen. */
export class Alarms extends Construct {
  readonly topicArn: string;
  /** ARNs of all alarms, to show their states. */
  readonly arns: string[] = [];
  /** Names of the rules that see tasks that failed. */
  readonly failuresRules: readonly string[];
  /** The rules that see runs that failed. */
  readonly rules: readonly CloudwatchEventRule[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings, alarms, task, group, deadLetterQueue, stateMachineArns } = props;
    const starts = runStarts(this, props);
    const jobs = settings.jobs.map((job) => {
      const stateMachineArn = stateMachineArns[job.name];
      return {
        job,
        alarms: jobAlarms({ settings, job, starts: starts[job.name], stateMachineArn }),
      };
    });
    // No alarm can see that their runs are missing.
    const watched = jobs.flatMap(({ job, alarms: { missed } }) => {
      const metric = starts[job.name];
      return metric !== undefined && missed === undefined ? [{ job, starts: metric }] : [];
    });

    const failures = failedTasks(this, props, task.string('cluster_arn'));
    this.failuresRules = failures.map(({ name }) => name);
    const seesExecutions = Object.keys(stateMachineArns).length + watched.length > 0;
    const executions = seesExecutions ? [failedExecutions(this, props)] : [];
    // Their place is a part of the addresses of their targets.
    this.rules = [...failures.slice(0, 1), ...executions, ...failures.slice(1)];
    const unnotified = failedNotifications(this, props);
    this.topicArn = alarms.topicArn ?? alarmTopic(this, { ...props, rule: unnotified }).arn;
    if (alarms.email !== undefined) {
      new SnsTopicSubscription(this, 'email', {
        topicArn: this.topicArn,
        protocol: 'email',
        endpoint: alarms.email,
      });
    }
    chatChannels(this, { settings, alarms, topicArn: this.topicArn });
    new Notifier(this, 'notifier', { ...props, rules: this.rules, topicArn: this.topicArn });
    publishFailedNotifications(this, unnotified, { ...props, topicArn: this.topicArn });

    const queue = deadLetterQueue.name;
    this.#alarm('undelivered', undeliveredAlarm({ settings, alarms, group: group.name, queue }));
    for (const { job, alarms: ofJob } of jobs) {
      for (const [kind, alarm] of Object.entries(ofJob)) {
        this.#alarm(`${kind}-${job.name}`, alarm);
      }
    }
    if (watched.length > 0) {
      new RunWatch(this, 'watch', { ...props, jobs: watched, topicArn: this.topicArn });
    }
    const { monthlyBudgetUsd: monthlyUsd } = alarms;
    if (monthlyUsd !== undefined) {
      new Budget(this, 'budget', { settings, monthlyUsd, topicArn: this.topicArn });
    }
  }

  #alarm(id: string, config: CloudwatchMetricAlarmConfig): void {
    const alarm = new CloudwatchMetricAlarm(this, id, {
      alarmActions: [this.topicArn],
      okActions: [this.topicArn],
      ...config,
    });
    this.arns.push(alarm.arn);
  }
}
