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

// A queue that was idle for six hours is counted again only up to 15 minutes after it got a message.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
const period = 300;
const periodsUntilCounted = 4;

/**
 * The alarm for runs that were not started: firings that come to the dead-letter queue, or are dropped.
 *
 * It goes by how much the queue grows, so that each arrival is told of however many lie there.
 * `NumberOfMessagesSent` would say it more plainly, but an idle queue may not count the message that
 * ends its idleness, and EventBridge's own metrics of what it sent are one for each rule.
 */
export function undeliveredAlarm(props: UndeliveredAlarmProps): CloudwatchMetricAlarmConfig {
  const { settings, alarms, group, queue } = props;
  const grown = 'DIFF(FILL(queue, 0)) > 0';
  return {
    alarmName: `${settings.prefix}-undelivered`,
    alarmDescription: `A run of ${settings.prefix} was not started: AWS gave up, and the queue ${queue} says why.`,
    metricQuery: [
      {
        id: 'undelivered',
        expression: alarms.droppedRuns === true ? `(${grown}) OR (FILL(dropped, 0) > 0)` : grown,
        label: 'Runs not started',
        returnData: true,
      },
      {
        id: 'queue',
        metric: {
          namespace: 'AWS/SQS',
          metricName: 'ApproximateNumberOfMessagesVisible',
          dimensions: { QueueName: queue },
          period,
          stat: 'Maximum',
        },
      },
      ...(alarms.droppedRuns === true
        ? [
            {
              id: 'dropped',
              metric: {
                namespace: 'AWS/Scheduler',
                metricName: 'InvocationDroppedCount',
                dimensions: { ScheduleGroup: group },
                period,
                stat: 'Sum',
              },
            },
          ]
        : []),
    ],
    evaluationPeriods: periodsUntilCounted,
    datapointsToAlarm: 1,
    comparisonOperator: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'notBreaching',
    // It ends by itself, with the firings still in the queue: no good news.
    okActions: [],
  };
}
