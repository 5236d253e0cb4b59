import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import type { Construct } from 'constructs';
import type { ScheduleStackId } from '../settings/schedule-stacks';
import type { JobSettings, Settings } from '../settings/settings';
import { needsStateMachine, stateMachineName } from '../settings/state-machine';
import { ProjectStack, type Inputs } from '../stack/project-stack';
import { Alarms } from './alarms/alarms';
import { arnOf, type Surroundings } from './arn';
import { Dashboard } from './dashboard/dashboard';
import { allowRules, deadLetterQueue, deadLetterQueueName } from './dead-letter-queue';
import { History, historyLogGroup } from './history/history';
import { scheduleJobs } from './scheduled-jobs';

export interface ScheduleStackProps {
  readonly settings: Settings;
  /** The jobs of this stack. */
  readonly jobs: readonly JobSettings[];
  readonly network: ProjectStack<'network'>;
  readonly task: ProjectStack<'task'>;
  /** The schedule stacks before this one; the first of all holds what they share. */
  readonly before: readonly ProjectStack<'schedule'>[];
}

interface StackInputs extends Surroundings {
  readonly network: Inputs<'network'>;
  readonly task: Inputs<'task'>;
}

/** When each job runs: a schedule or a rule, and the queue of what could not be delivered. */
export class ScheduleStack extends ProjectStack<'schedule'> {
  constructor(scope: Construct, id: ScheduleStackId, props: ScheduleStackProps) {
    const { settings, jobs, before } = props;
    super(scope, 'schedule', settings, id);
    // A job that moves here is destroyed in the stack that it leaves before it is made again.
    // To name all of them would keep cdktf busy for ever: it looks at every way through its neighbours.
    const previous = before.at(-1);
    if (previous !== undefined) this.addDependency(previous);
    const inputs = {
      settings,
      network: this.inputs(props.network),
      task: this.inputs(props.task),
      caller: new DataAwsCallerIdentity(this, 'caller'),
      partition: new DataAwsPartition(this, 'partition'),
    };
    const [first] = before;
    if (first === undefined) this.#makeFirst(jobs, inputs);
    else this.#makeFurther(jobs, inputs, this.inputs(first));
  }

  /** With what all schedule stacks share: the group, the queue, the alarms, the history, the dashboard. */
  #makeFirst(jobs: readonly JobSettings[], inputs: StackInputs): void {
    const { settings } = inputs;
    const group = new SchedulerScheduleGroup(this, 'group', { name: settings.prefix });
    const queue = deadLetterQueue(this, settings);
    const shared = { ...inputs, group, deadLetterQueue: queue };
    const { scheduleArns, stateMachineArns, rules } = scheduleJobs(this, jobs, shared);
    const observed = {
      ...shared,
      stateMachineArns: { ...stateMachineArns, ...stateMachinesElsewhere(jobs, inputs) },
    };
    const alarms =
      settings.alarms && new Alarms(this, 'alarms', { ...observed, alarms: settings.alarms });
    const history =
      settings.history && new History(this, 'history', { ...shared, history: settings.history });
    const elsewhere = settings.jobs.filter(
      (job) => job.trigger === 'rule' && !jobs.includes(job),
    ).length;
    const seeing = [...(alarms?.rules ?? []), ...(history?.rules ?? [])];
    allowRules(this, queue, { rules: [...rules, ...seeing], elsewhere }, inputs);
    const dashboard = settings.dashboard
      ? new Dashboard(this, 'dashboard', { ...observed, alarms }).name
      : '';

    this.publish({
      schedule_arns: scheduleArns,
      state_machine_arns: stateMachineArns,
      schedule_group: group.name,
      alarm_topic_arn: alarms?.topicArn ?? '',
      dashboard_name: dashboard,
      history_log_group: historyLogGroup(settings),
      dead_letter_queue_url: queue.url,
    });
  }

  /** @param first what the first schedule stack publishes */
  #makeFurther(jobs: readonly JobSettings[], inputs: StackInputs, first: Inputs<'schedule'>): void {
    const name = first.string('schedule_group');
    const { scheduleArns, stateMachineArns } = scheduleJobs(this, jobs, {
      ...inputs,
      group: { name, arn: arnOf('scheduler', `schedule-group/${name}`, inputs) },
      deadLetterQueue: { arn: arnOf('sqs', deadLetterQueueName(inputs.settings), inputs) },
    });
    this.publish({
      schedule_arns: scheduleArns,
      state_machine_arns: stateMachineArns,
      schedule_group: name,
      alarm_topic_arn: first.string('alarm_topic_arn'),
      dashboard_name: first.string('dashboard_name'),
      history_log_group: historyLogGroup(inputs.settings),
      dead_letter_queue_url: first.string('dead_letter_queue_url'),
    });
  }
}

/** ARNs of the state machines that further schedule stacks make, by job. */
function stateMachinesElsewhere(
  jobs: readonly JobSettings[],
  inputs: StackInputs,
): Record<string, string> {
  const { settings } = inputs;
  const elsewhere = settings.jobs.filter((job) => !jobs.includes(job) && needsStateMachine(job));
  return Object.fromEntries(
    elsewhere.map((job) => [
      job.name,
      arnOf('states', `stateMachine:${stateMachineName(job, settings)}`, inputs),
    ]),
  );
}
