import { chatMessage } from './chat-message';
import { integration, jsonata, retryCall } from '../state-machine/states';

/** What the watch is started with. */
export interface WatchInput {
  readonly job: string;
  /** RFC 3339 in UTC. */
  readonly scheduledTime: string;
  /** The metric that counts the starts of the job's runs, in the words of CloudWatch's API. */
  readonly metric: {
    readonly Namespace: string;
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
  };
  /** From the scheduled time until the starts are counted. */
  readonly waitSeconds: number;
  /** Before the scheduled time. */
  readonly lookBackSeconds: number;
  /** After the scheduled time. */
  readonly withinSeconds: number;
  /** In which starts are counted. */
  readonly periodSeconds: number;
}

/**
 * The state machine that notifies of a run that was not started.
 *
 * @param partition as in ARNs
 */
export function watchDefinition(topicArn: string, partition: string) {
  const due = '$toMillis($states.input.scheduledTime)';
  const periodMs = '($states.input.periodSeconds * 1000)';
  const title = `'The job ' & $job & ' did not run'`;
  const text = `'The job ' & $job & ' should have run at ' & $scheduledTime & ' and was not started in time.'`;
  return {
    Comment: 'Tells of runs that did not happen',
    QueryLanguage: 'JSONata',
    StartAt: 'Wait for the run',
    States: {
      'Wait for the run': {
        Type: 'Wait',
        Seconds: jsonata('$states.input.waitSeconds'),
        Next: 'Count its starts',
      },
      'Count its starts': {
        Type: 'Task',
        Resource: integration(partition, 'aws-sdk:cloudwatch:getMetricStatistics'),
        Arguments: {
          Namespace: jsonata('$states.input.metric.Namespace'),
          MetricName: jsonata('$states.input.metric.MetricName'),
          Dimensions: jsonata('$states.input.metric.Dimensions'),
          // A value has the time at which its period begins, and that must lie in the range.
          StartTime: jsonata(
            `$fromMillis($floor((${due} - $states.input.lookBackSeconds * 1000) / ${periodMs}) * ${periodMs})`,
          ),
          EndTime: jsonata(`$fromMillis(${due} + $states.input.withinSeconds * 1000)`),
          Period: jsonata('$states.input.periodSeconds'),
          Statistics: ['Sum'],
        },
        Assign: {
          // A period without a start has no value at all, or zero.
          periods: jsonata('$count($states.result.Datapoints[Sum > 0])'),
          job: jsonata('$states.input.job'),
          scheduledTime: jsonata('$states.input.scheduledTime'),
        },
        Retry: [retryCall],
        Next: 'Are there any',
      },
      'Are there any': {
        Type: 'Choice',
        Choices: [{ Condition: jsonata('$periods = 0'), Next: 'Tell' }],
        Default: 'It ran',
      },
      Tell: {
        Type: 'Task',
        Resource: integration(partition, 'sns:publish'),
        Arguments: {
          TopicArn: topicArn,
          Subject: jsonata(title),
          MessageStructure: 'json',
          Message: jsonata(`$string({'email': ${text}, 'default': ${chatMessage(title, text)}})`),
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
