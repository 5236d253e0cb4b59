import { integration, jsonata, retryCall } from './states';

/** What the watch is started with. */
export interface WatchInput {
  readonly job: string;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  readonly logGroup: string;
  /** After the scheduled time. */
  readonly waitSeconds: number;
  /** Before the scheduled time. */
  readonly lookBackSeconds: number;
  /** In which lines are counted. */
  readonly periodSeconds: number;
}

/**
 * The state machine that notifies of a run that wrote no line to its job's log.
 *
 * @param partition as in ARNs
 */
export function watchDefinition(topicArn: string, partition: string) {
  const moment = (offset: string) =>
    jsonata(`$fromMillis($toMillis($states.input.scheduledTime) ${offset} * 1000)`);
  return {
    Comment: 'Tells of runs that did not happen',
    QueryLanguage: 'JSONata',
    StartAt: 'Wait for the run',
    States: {
      'Wait for the run': {
        Type: 'Wait',
        Seconds: jsonata('$states.input.waitSeconds'),
        Next: 'Count its lines',
      },
      'Count its lines': {
        Type: 'Task',
        Resource: integration(partition, 'aws-sdk:cloudwatch:getMetricStatistics'),
        Arguments: {
          Namespace: 'AWS/Logs',
          MetricName: 'IncomingLogEvents',
          Dimensions: [{ Name: 'LogGroupName', Value: jsonata('$states.input.logGroup') }],
          StartTime: moment('- $states.input.lookBackSeconds'),
          EndTime: moment('+ $states.input.waitSeconds'),
          Period: jsonata('$states.input.periodSeconds'),
          Statistics: ['Sum'],
        },
        Assign: {
          // A period without lines has no value at all.
          periods: jsonata('$count($states.result.Datapoints)'),
          job: jsonata('$states.input.job'),
          scheduledTime: jsonata('$states.input.scheduledTime'),
        },
        Retry: [retryCall],
        Next: 'Are there any',
      },
      'Are there any': {
        Type: 'Choice',
        Choices: [{ Condition: jsonata('$periods > 0'), Next: 'It ran' }],
        Default: 'Tell',
      },
      Tell: {
        Type: 'Task',
        Resource: integration(partition, 'sns:publish'),
        Arguments: {
          TopicArn: topicArn,
          Subject: jsonata(`'The job ' & $job & ' did not run'`),
          Message: jsonata(
            `'The job ' & $job & ' should have run at ' & $scheduledTime & ' and has written nothing since.'`,
          ),
        },
        Output: {},
        Retry: [retryCall],
        Next: 'It did not run',
      },
      'It ran': { Type: 'Succeed', Output: { ran: true } },
      'It did not run': { Type: 'Succeed', Output: { ran: false } },
    },
  };
}
