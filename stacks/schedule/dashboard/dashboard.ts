import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import type { SchedulerScheduleGroup } from '@cdktf/provider-aws/lib/scheduler-schedule-group';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { Construct } from 'constructs';
import type { Inputs } from '../../stack/project-stack';
import type { Settings } from '../../settings/settings';
import { dashboardBody, type DashboardAlarms } from './body';

export interface DashboardProps {
  readonly settings: Settings;
  readonly task: Inputs<'task'>;
  readonly group: SchedulerScheduleGroup;
  readonly deadLetterQueue: SqsQueue;
  /** By job, of the jobs that have one. */
  readonly stateMachineArns: Readonly<Record<string, string>>;
  readonly alarms?: DashboardAlarms | undefined;
}

/** One page about all jobs: what ran, what failed, what the crawler fetched. */
export class Dashboard extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { settings, task, group, deadLetterQueue, stateMachineArns, alarms } = props;
    // Jobs that share a task share its log group.
    const owners = settings.jobs.filter((job) => job.task === job.name);
    this.name = new CloudwatchDashboard(this, 'dashboard', {
      dashboardName: settings.prefix,
      dashboardBody: JSON.stringify(
        dashboardBody({
          settings,
          clusterName: task.string('cluster_name'),
          dataBucket: task.string('data_bucket'),
          scheduleGroup: group.name,
          deadLetterQueue: deadLetterQueue.name,
          logGroups: owners.map(({ name }) => task.of('log_group_names', name)),
          stateMachineArns,
          alarms,
        }),
      ),
    }).dashboardName;
  }
}
