import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import type { Construct } from 'constructs';
import { Alarms } from './alarms/alarms';
import { Dashboard } from './dashboard/dashboard';
import { JobRule } from './job-rule';
import { JobSchedule, type JobScheduleProps } from './job-schedule';
import type { JobTargetProps } from './job-target';
import { policyDocument, type Statement } from '../stack/policy';
import { ProjectStack, type Inputs } from '../stack/project-stack';
import type { ScheduleStackId } from '../settings/schedule-stacks';
import type { JobSettings, Settings } from '../settings/settings';
import { JobStateMachine } from './state-machine/job-state-machine';
import { needsStateMachine, stateMachineName } from '../settings/state-machine';

// The longest that SQS keeps a message: a firing lost over a holiday is still there after it.
const deadLetterRetentionSeconds = 14 * 24 * 60 * 60;
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html
const mostQueueStatements = 20;

export interface ScheduleStackProps {
  readonly settings: Settings;
  /** The jobs of this stack. */
  readonly jobs: readonly JobSettings[];
  readonly network: ProjectStack<'network'>;
  readonly task: ProjectStack<'task'>;
  /** The schedule stacks before this one; the first of all holds what they share. */
  readonly before: readonly ProjectStack<'schedule'>[];
}

type Surroundings = Omit<JobTargetProps, 'job' | 'deadLetterQueue'>;

/** What the jobs of one stack became. */
interface Scheduled {
  readonly scheduleArns: Readonly<Record<string, string>>;
  /** Of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
  readonly rules: readonly JobRule[];
}

/** When each job runs: a schedule or a rule, and the queue of what could not be delivered. */
export class ScheduleStack extends ProjectStack<'schedule'> {
  constructor(scope: Construct, id: ScheduleStackId, props: ScheduleStackProps) {
    const { settings, jobs, before } = props;
    super(scope, 'schedule', settings, id);
    // A job that moves here is destroyed in the stack that it leaves before it is made again.
    for (const stack of before) this.addDependency(stack);
    const surroundings = {
      settings,
      network: this.inputs(props.network),
      task: this.inputs(props.task),
      caller: new DataAwsCallerIdentity(this, 'caller'),
      partition: new DataAwsPartition(this, 'partition'),
    };
    const [first] = before;
    if (first === undefined) this.#makeFirst(jobs, surroundings);
    else this.#makeFurther(jobs, this.inputs(first), surroundings);
  }

  /** With what all schedule stacks share. */
  #makeFirst(jobs: readonly JobSettings[], surroundings: Surroundings): void {
    const { settings } = surroundings;
    const group = new SchedulerScheduleGroup(this, 'group', { name: settings.prefix });
    const deadLetterQueue = new SqsQueue(this, 'dead-letter-queue', {
      name: queueName(settings),
      messageRetentionSeconds: deadLetterRetentionSeconds,
      sqsManagedSseEnabled: true,
    });
    const shared = { ...surroundings, group, deadLetterQueue };
    const { scheduleArns, stateMachineArns, rules } = this.#scheduleJobs(jobs, shared);
    this.#letRulesSend(deadLetterQueue, rules, surroundings);

    const elsewhere = settings.jobs.filter((job) => !jobs.includes(job) && needsStateMachine(job));
    const subjects = {
      ...shared,
      stateMachineArns: {
        ...stateMachineArns,
        ...Object.fromEntries(
          elsewhere.map((job) => [
            job.name,
            arnOf('states', `stateMachine:${stateMachineName(job, settings)}`, surroundings),
          ]),
        ),
      },
    };
    const alarms =
      settings.alarms && new Alarms(this, 'alarms', { ...subjects, alarms: settings.alarms });
    const dashboard = settings.dashboard
      ? new Dashboard(this, 'dashboard', { ...subjects, alarms }).name
      : '';

    this.publish({
      schedule_arns: scheduleArns,
      state_machine_arns: stateMachineArns,
      schedule_group: group.name,
      alarm_topic_arn: alarms?.topicArn ?? '',
      dashboard_name: dashboard,
      dead_letter_queue_url: deadLetterQueue.url,
    });
  }

  /** @param first what the first schedule stack publishes */
  #makeFurther(
    jobs: readonly JobSettings[],
    first: Inputs<'schedule'>,
    surroundings: Surroundings,
  ): void {
    const name = first.string('schedule_group');
    const { scheduleArns, stateMachineArns } = this.#scheduleJobs(jobs, {
      ...surroundings,
      group: { name, arn: arnOf('scheduler', `schedule-group/${name}`, surroundings) },
      deadLetterQueue: { arn: arnOf('sqs', queueName(surroundings.settings), surroundings) },
    });
    this.publish({
      schedule_arns: scheduleArns,
      state_machine_arns: stateMachineArns,
      schedule_group: name,
      alarm_topic_arn: first.string('alarm_topic_arn'),
      dashboard_name: first.string('dashboard_name'),
      dead_letter_queue_url: first.string('dead_letter_queue_url'),
    });
  }

  #scheduleJobs(jobs: readonly JobSettings[], shared: Omit<JobScheduleProps, 'job'>): Scheduled {
    const scheduleArns: Record<string, string> = {};
    const stateMachineArns: Record<string, string> = {};
    const rules: JobRule[] = [];
    for (const job of jobs) {
      const stateMachineArn = this.#stateMachine({ ...shared, job });
      if (stateMachineArn !== undefined) stateMachineArns[job.name] = stateMachineArn;
      const Trigger = job.trigger === 'scheduler' ? JobSchedule : JobRule;
      const trigger = new Trigger(this, `job-${job.name}`, { ...shared, job, stateMachineArn });
      if (trigger instanceof JobRule) rules.push(trigger);
      scheduleArns[job.name] = trigger.arn;
    }
    return { scheduleArns, stateMachineArns, rules };
  }

  #stateMachine(props: JobTargetProps): string | undefined {
    return needsStateMachine(props.job)
      ? new JobStateMachine(this, `machine-${props.job.name}`, props).arn
      : undefined;
  }

  /**
   * Rules, unlike Scheduler, send to the queue in their own name and need its policy to allow it:
   * each rule, or where the policy cannot name each, the project's.
   *
   * @param rules those of this stack
   */
  #letRulesSend(queue: SqsQueue, rules: readonly JobRule[], surroundings: Surroundings): void {
    const { settings } = surroundings;
    const count = settings.jobs.filter(({ trigger }) => trigger === 'rule').length;
    if (count === 0) return;
    const statement = (Sid: string, Condition: NonNullable<Statement['Condition']>): Statement => ({
      Sid,
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['sqs:SendMessage'],
      Resource: [queue.arn],
      Condition,
    });
    const named = rules.length === count && count <= mostQueueStatements;
    const ofProject = arnOf('events', `rule/${settings.prefix}-*`, surroundings);
    new SqsQueuePolicy(this, 'dead-letter-queue-policy', {
      queueUrl: queue.url,
      policy: policyDocument(
        ...(named
          ? rules.map((rule, index) =>
              statement(`Rule${index}`, { ArnEquals: { 'aws:SourceArn': rule.arn } }),
            )
          : [statement('Rules', { ArnLike: { 'aws:SourceArn': ofProject } })]),
      ),
    });
  }
}

function queueName({ prefix }: Settings): string {
  return `${prefix}-undelivered`;
}

/** The ARN of something that another stack makes. */
function arnOf(
  service: string,
  resource: string,
  { settings, caller, partition }: Surroundings,
): string {
  return `arn:${partition.partition}:${service}:${settings.region}:${caller.accountId}:${resource}`;
}
