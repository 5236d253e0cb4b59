import { runReplaced } from '../../rules/run-replaced';
import { chatMessage } from './chat-message';
import { integration, jsonata, retryCall } from '../state-machine/states';
import { notificationArguments, type NotificationFacts } from './notification-text';

// For about ten minutes: an outage of SNS is longer than a throttled request.
const retryPublish = {
  ErrorEquals: ['States.TaskFailed'],
  IntervalSeconds: 5,
  MaxAttempts: 5,
  BackoffRate: 3,
};
// An expression that fails does so again.
const neverRetry = { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 };

// A task's last attempt is among them, unless a job after it could not be started then, and they stay below
// the 256 KiB of a state's result.
// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
const lastEvents = 12;

export interface NotificationMachineProps {
  readonly topicArn: string;
  readonly partition: string;
  /**
   * Whether a key of one's own encrypts the executions: then the events of their ends have neither
   * input nor error nor cause.
   * https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
   */
  readonly encrypted: boolean;
  readonly facts: NotificationFacts;
}

/** The state machine that notifies of one run that failed. Its input is the event that said so. */
export function notificationDefinition(props: NotificationMachineProps) {
  const { topicArn, partition, encrypted, facts } = props;
  const { prefix } = facts;
  return {
    Comment: `Notifies of runs of ${prefix} that failed`,
    QueryLanguage: 'JSONata',
    StartAt: encrypted ? 'Is it an execution' : 'What has ended',
    States: {
      ...(encrypted && readExecution(partition, 'What has ended')),
      'What has ended': {
        Type: 'Choice',
        Choices: [
          {
            Condition: jsonata(
              `'${runReplaced}' in [$states.input.detail.error, $states.input.detail.stoppedReason]`,
            ),
            Next: 'Nobody is notified',
          },
          {
            // A cause that does not describe the task: it took too long, or failed before or after it.
            Condition: jsonata(
              `$states.input.source = 'aws.states' and $not($contains($string([$states.input.detail.cause]), 'TaskDefinitionArn'))`,
            ),
            Next: 'Find its last task',
          },
        ],
        Default: 'Notify',
      },
      'Find its last task': {
        Type: 'Task',
        Resource: integration(partition, 'aws-sdk:sfn:getExecutionHistory'),
        Arguments: {
          ExecutionArn: jsonata('$states.input.detail.executionArn'),
          ReverseOrder: true,
          MaxResults: lastEvents,
        },
        Output: jsonata(`(
          $answers := $states.result.Events.TaskSubmittedEventDetails.Output[$contains($, '"Tasks"')];
          $task := $exists($answers) ? $parse($answers[0]).Tasks[0];
          $merge([
            $states.input,
            $exists($task) ? {'lastTask': {'arn': $task.TaskArn, 'definition': $task.TaskDefinitionArn}} : {}
          ])
        )`),
        // Without it the notification lacks a link.
        Catch: [{ ErrorEquals: ['States.ALL'], Output: jsonata('$states.input'), Next: 'Notify' }],
        Next: 'Notify',
      },
      Notify: {
        Type: 'Task',
        Resource: integration(partition, 'sns:publish'),
        Arguments: jsonata(notificationArguments(topicArn, facts)),
        Output: {},
        Retry: [neverRetry, retryPublish],
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Output: jsonata('$states.input'),
            Next: 'Notify without details',
          },
        ],
        Next: 'Notified',
      },
      'Notify without details': {
        Type: 'Task',
        Resource: integration(partition, 'sns:publish'),
        Arguments: {
          TopicArn: topicArn,
          Subject: `${prefix}: a run failed`,
          Message: jsonata(
            chatMessage(
              `'${prefix}: a run failed'`,
              '$substring($string($states.input.detail), 0, 4000)',
            ),
          ),
        },
        Output: {},
        Retry: [retryPublish],
        Next: 'Notified',
      },
      Notified: { Type: 'Succeed', Output: { notified: true } },
      'Nobody is notified': { Type: 'Succeed', Output: { notified: false } },
    },
  };
}

/** States that put into the event of an execution's end what it lacks. */
function readExecution(partition: string, next: string) {
  return {
    'Is it an execution': {
      Type: 'Choice',
      Choices: [
        { Condition: jsonata(`$states.input.source = 'aws.states'`), Next: 'Read the execution' },
      ],
      Default: next,
    },
    'Read the execution': {
      Type: 'Task',
      Resource: integration(partition, 'aws-sdk:sfn:describeExecution'),
      Arguments: { ExecutionArn: jsonata('$states.input.detail.executionArn') },
      Output: jsonata(`$merge([
        $states.input,
        {'detail': $merge([
          $states.input.detail,
          {
            'input': $states.result.Input,
            'error': $states.result.Error,
            'cause': $states.result.Cause
          }
        ])}
      ])`),
      Retry: [retryCall],
      // Without it the notification does not say why.
      Catch: [{ ErrorEquals: ['States.ALL'], Output: jsonata('$states.input'), Next: next }],
      Next: next,
    },
  };
}
