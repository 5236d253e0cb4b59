import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import type { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import { Budget } from './budget';
import type { AlarmSettings } from '../../config/alarms';
import { jobAlarms } from './job-alarms';
import { policyDocument, type Statement } from '../../stack/policy';
import type { Inputs } from '../../stack/project-stack';
import { RunWatch } from './run-watch';
import { watchName } from '../../rules/missed-runs';
import type { JobSettings, Settings } from '../../settings/settings';
import { needsStateMachine, stateMachineName } from '../../settings/state-machine';

// As many of the longest names as a pattern of 2,048 characters has room for.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const mostMachinesNamed = 10;

export interface AlarmsProps {
  readonly settings: Settings;
  readonly alarms: AlarmSettings;
  readonly task: Inputs<'task'>;
  readonly caller: DataAwsCallerIdentity;
  readonly partition: DataAwsPartition;
  readonly group: SchedulerScheduleGroup;
  readonly deadLetterQueue: SqsQueue;
  /** By job, of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
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
    const { settings, alarms, task, stateMachineArns } = props;
    const failures = this.#failures(props);
    this.failuresRule = failures.name;
    const wanted = settings.jobs.map((job) => {
      const logGroup = task.of('log_group_names', job.name);
      const stateMachineArn = stateMachineArns[job.name];
      return { job, alarms: jobAlarms({ settings, job, logGroup, stateMachineArn }) };
    });
    // No alarm can see that their runs are missing.
    const watched = wanted.flatMap(({ job, alarms: { missed } }) =>
      alarms.missedRuns !== false && job.enabled && missed === undefined ? [job] : [],
    );
    const executions =
      Object.keys(stateMachineArns).length + watched.length > 0
        ? this.#failedExecutions(props)
        : undefined;
    const rules = executions === undefined ? [failures] : [failures, executions];
    this.topicArn = alarms.topicArn ?? this.#topic(props, rules).arn;
    if (alarms.email !== undefined) {
      new SnsTopicSubscription(this, 'email', {
        topicArn: this.topicArn,
        protocol: 'email',
        endpoint: alarms.email,
      });
    }
    this.#tell('failures-target', failures, {
      text: '"<family> failed at <time>: <code>, <reason>. Task: <task>"',
      of: {
        task: '$.detail.taskArn',
        family: '$.detail.group',
        code: '$.detail.stopCode',
        reason: '$.detail.stoppedReason',
        time: '$.time',
      },
    });
    if (executions !== undefined) {
      this.#tell('failed-executions-target', executions, {
        text: '"A run ended as <status> at <time>: <error>. Execution: <execution>"',
        of: {
          status: '$.detail.status',
          error: '$.detail.error',
          execution: '$.detail.executionArn',
          time: '$.time',
        },
      });
    }
    this.#undelivered(props);
    for (const { job, alarms: ofJob } of wanted) {
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

  /** Not encrypted: CloudWatch and EventBridge may not use AWS's own key, and a key costs a dollar. */
  #topic({ settings, alarms, caller }: AlarmsProps, rules: readonly CloudwatchEventRule[]) {
    const topic = new SnsTopic(this, 'topic', { name: `${settings.prefix}-alarms` });
    const publish = (
      Sid: string,
      service: string,
      Condition: NonNullable<Statement['Condition']>,
    ) => ({
      Sid,
      Effect: 'Allow' as const,
      Principal: { Service: service },
      Action: ['sns:Publish'],
      Resource: [topic.arn],
      Condition,
    });
    const inAccount = { StringEquals: { 'aws:SourceAccount': caller.accountId } };
    new SnsTopicPolicy(this, 'topic-policy', {
      arn: topic.arn,
      policy: policyDocument(
        publish('Failures', 'events.amazonaws.com', {
          ArnEquals: { 'aws:SourceArn': rules.map(({ arn }) => arn) },
        }),
        publish('Alarms', 'cloudwatch.amazonaws.com', inAccount),
        ...(alarms.monthlyBudgetUsd === undefined
          ? []
          : [publish('Budget', 'budgets.amazonaws.com', inAccount)]),
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
            { containers: failedContainer(settings.jobs) },
            { stopCode: ['TaskFailedToStart', 'SpotInterruption'] },
          ],
        },
      }),
    });
  }

  /**
   * What no task's end tells: a run that took too long, or failed before or after its task. Such an
   * execution has FAILED, with the error States.Timeout; TIMED_OUT is only for a time limit of the
   * whole state machine, which has none.
   */
  #failedExecutions({ settings, caller, partition }: AlarmsProps): CloudwatchEventRule {
    const machines = `arn:${partition.partition}:states:${settings.region}:${caller.accountId}:stateMachine`;
    const ofJobs = settings.jobs
      .filter(needsStateMachine)
      .map((job) => `${machines}:${stateMachineName(job, settings)}`);
    return new CloudwatchEventRule(this, 'failed-executions', {
      name: `${settings.prefix}-failed-executions`,
      description: `Executions of ${settings.prefix} that failed or were stopped`,
      eventPattern: JSON.stringify({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
          stateMachineArn: [
            // Those of an environment whose name begins with this one's and a hyphen have the prefix, too.
            ...(ofJobs.length > mostMachinesNamed
              ? [{ prefix: `${machines}:${settings.prefix}-` }]
              : ofJobs),
            `${machines}:${watchName(settings.prefix)}`,
          ],
          // The batches of a fan-out are executions too; their tasks and their run are told of.
          executionArn: [{ 'anything-but': { wildcard: '*/*' } }],
        },
      }),
    });
  }

  #tell(
    id: string,
    rule: CloudwatchEventRule,
    { text, of }: { readonly text: string; readonly of: Readonly<Record<string, string>> },
  ): void {
    new CloudwatchEventTarget(this, id, {
      rule: rule.name,
      targetId: 'alarms',
      arn: this.topicArn,
      inputTransformer: { inputPaths: { ...of }, inputTemplate: text },
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

  #undelivered({ settings, alarms, group, deadLetterQueue }: AlarmsProps): void {
    const queue = {
      namespace: 'AWS/SQS',
      metricName: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: deadLetterQueue.name },
      period: 300,
    };
    const dropped = {
      namespace: 'AWS/Scheduler',
      metricName: 'InvocationDroppedCount',
      dimensions: { ScheduleGroup: group.name },
      period: 300,
    };
    this.#alarm('undelivered', {
      alarmName: `${settings.prefix}-undelivered`,
      alarmDescription: `A run of ${settings.prefix} was not started: AWS gave up, and the queue ${deadLetterQueue.name} says why.`,
      ...(alarms.droppedRuns === true
        ? {
            metricQuery: [
              {
                id: 'undelivered',
                expression: 'FILL(queue, 0) + FILL(dropped, 0)',
                label: 'Runs not started',
                returnData: true,
              },
              { id: 'queue', metric: { ...queue, stat: 'Maximum' } },
              { id: 'dropped', metric: { ...dropped, stat: 'Sum' } },
            ],
          }
        : { ...queue, statistic: 'Maximum' }),
      evaluationPeriods: 1,
      comparisonOperator: 'GreaterThanThreshold',
      threshold: 0,
      treatMissingData: 'notBreaching',
    });
  }
}

/**
 * The pattern of a container whose end is that of a run. ECS stops sidecars after the job's own
 * container, and how they end then says nothing; but one that the job waits for has failed in its
 * stead. EventBridge takes the name and the code from the same container:
 * https://github.com/aws/event-ruler#rulesforjsonevent
 */
function failedContainer(jobs: readonly JobSettings[]) {
  const sidecars = jobs.flatMap((job) => job.sidecars);
  const telling = [
    ...jobs.map(({ task }) => task),
    ...sidecars.filter(({ jobWaitsFor }) => jobWaitsFor === 'SUCCESS').map(({ name }) => name),
  ];
  const others = sidecars.map(({ name }) => name).filter((name) => !telling.includes(name));
  return {
    ...(others.length > 0 && { name: [{ 'anything-but': [...new Set(others)] }] }),
    exitCode: [{ 'anything-but': [0] }],
  };
}
