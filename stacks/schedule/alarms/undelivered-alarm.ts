import type { CloudwatchMetricAlarmConfig } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import type { AlarmSettings, Settings } from '../../settings/settings';

export interface UndeliveredAlarmProps {
  readonly settings: Settings;
  readonly alarms: AlarmSettings;
  /** Name of the schedule group. */
  readonly group: string;
  /** Name of the dead-letter queue. */
  readonly queue: string;
}

/** The alarm for runs that were not started: firings in the dead-letter queue, or dropped. */
export function undeliveredAlarm(props: UndeliveredAlarmProps): CloudwatchMetricAlarmConfig {
  const { settings, alarms, group, queue } = props;
  const queued = {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: queue },
    period: 300,
  };
  const dropped = {
    namespace: 'AWS/Scheduler',
    metricName: 'InvocationDroppedCount',
    dimensions: { ScheduleGroup: group },
    period: 300,
  };
  return {
    alarmName: `${settings.prefix}-undelivered`,
    alarmDescription: `A run of ${settings.prefix} was not started: AWS gave up, and the queue ${queue} says why.`,
    ...(alarms.droppedRuns === true
      ? {
          metricQuery: [
            {
              id: 'undelivered',
              expression: 'FILL(queue, 0) + FILL(dropped, 0)',
              label: 'Runs not started',
              returnData: true,
            },
            { id: 'queue', metric: { ...queued, stat: 'Maximum' } },
            { id: 'dropped', metric: { ...dropped, stat: 'Sum' } },
          ],
        }
      : { ...queued, statistic: 'Maximum' }),
    evaluationPeriods: 1,
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'notBreaching',
  };
}
