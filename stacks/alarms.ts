import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import type { AlarmSettings } from './config/alarms';
import { policyDocument } from './policy';
import type { Inputs } from './project-stack';
import { daysWithoutRun } from './rules/missed-runs';
import type { JobSettings, Settings } from './settings';

// What ECS sends to a sidecar when the job's own container has ended, as an exit code.
const endedBySigterm = 143;

export interface AlarmsProps {
  readonly settings: Settings;
  readonly alarms: AlarmSettings;
  readonly task: Inputs<'task'>;
  readonly caller: DataAwsCallerIdentity;
  readonly deadLetterQueue: SqsQueue;
}

/** Tells people what went wrong: a run that failed, was not started, or did not happen. */
export class Alarms extends Construct {
  readonly topicArn: string;
  /** ARNs of all alarms, for who wants to see their states. */
  readonly arns: string[] = [];
  /** Name of the rule that sees tasks that failed. */
  readonly failuresRule: string;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const { settings, alarms } = props;
    const failures = this.#failures(props);
    this.failuresRule = failures.name;
    this.topicArn = alarms.topicArn ?? this.#topic(props, failures).arn;
    if (alarms.email !== undefined) {
      new SnsTopicSubscription(this, 'email', {
        topicArn: this.topicArn,
        protocol: 'email',
        endpoint: alarms.email,
      });
    }
    this.#tellFailures(failures);
    this.#undelivered(props);
    if (alarms.missedRuns ?? true) {
      for (const job of settings.jobs) this.#missed(job, props);
    }
  }

  /** Not encrypted: CloudWatch and EventBridge may not use AWS's own key, and a key costs a dollar. */
  #topic({ settings, caller }: AlarmsProps, failures: CloudwatchEventRule): SnsTopic {
    const topic = new SnsTopic(this, 'topic', { name: `${settings.prefix}-alarms` });
    new SnsTopicPolicy(this, 'topic-policy', {
      arn: topic.arn,
      policy: policyDocument(
        {
          Sid: 'Failures',
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Action: ['sns:Publish'],
          Resource: [topic.arn],
          Condition: { ArnEquals: { 'aws:SourceArn': failures.arn } },
        },
        {
          Sid: 'Alarms',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['sns:Publish'],
          Resource: [topic.arn],
          Condition: { StringEquals: { 'aws:SourceAccount': caller.accountId } },
        },
      ),
    });
    return topic;
  }

  /** One rule for all jobs: it costs nothing, and its message says more than an alarm's. */
  #failures({ settings, task }: AlarmsProps): CloudwatchEventRule {
    return new CloudwatchEventRule(this, 'failures', {
      name: `${settings.prefix}-failed-runs`,
      description: `Tasks of ${settings.prefix} that failed or did not start`,
      eventPattern: JSON.stringify({
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: {
          clusterArn: [task.string('cluster_arn')],
          lastStatus: ['STOPPED'],
          $or: [
            { containers: { exitCode: [{ 'anything-but': [0, endedBySigterm] }] } },
            { stopCode: ['TaskFailedToStart', 'SpotInterruption'] },
          ],
        },
      }),
    });
  }

  #tellFailures(failures: CloudwatchEventRule): void {
    new CloudwatchEventTarget(this, 'failures-target', {
      rule: failures.name,
      targetId: 'alarms',
      arn: this.topicArn,
      inputTransformer: {
        inputPaths: {
          task: '$.detail.taskArn',
          family: '$.detail.group',
          code: '$.detail.stopCode',
          reason: '$.detail.stoppedReason',
          time: '$.time',
        },
        inputTemplate: '"<family> failed at <time>: <code>, <reason>. Task: <task>"',
      },
    });
  }

  #alarm(id: string, config: CloudwatchMetricAlarmConfig): void {
    const alarm = new CloudwatchMetricAlarm(this, id, {
      alarmActions: [this.topicArn],
      okActions: [this.topicArn],
      ...config,
    });
    this.arns.push(alarm.arn);
  }

  #undelivered({ settings, deadLetterQueue }: AlarmsProps): void {
    this.#alarm('undelivered', {
      alarmName: `${settings.prefix}-undelivered`,
      alarmDescription: `A run of ${settings.prefix} was not started: AWS gave up, and the queue ${deadLetterQueue.name} says why.`,
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: deadLetterQueue.name },
      statistic: 'Maximum',
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      treatMissingData: 'notBreaching',
    });
  }

  /** A run that happens writes to the job's log group, which AWS counts free of charge. */
  #missed(job: JobSettings, { settings, task }: AlarmsProps): void {
    const days = daysWithoutRun(job.schedule, job.trigger, job.timeZone);
    if (!job.enabled || days === undefined) return;
    this.#alarm(`missed-${job.name}`, {
      alarmName: `${settings.prefix}-${job.name}-did-not-run`,
      alarmDescription: `The job ${job.name} has written nothing for ${days} days. It should run as ${job.schedule} says.`,
      namespace: 'AWS/Logs',
      metricName: 'IncomingLogEvents',
      dimensions: { LogGroupName: task.of('log_group_names', job.name) },
      statistic: 'Sum',
      period: 86_400,
      evaluationPeriods: days,
      comparisonOperator: 'LessThanThreshold',
      threshold: 1,
      treatMissingData: 'breaching',
    });
  }
}
