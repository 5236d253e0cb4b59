/** What the text of a notification is made of beside the event. */
export interface NotificationFacts {
  /** `<project>-<environment>`. */
  readonly prefix: string;
  readonly environment: string;
  readonly region: string;
  /** What the console's links begin with, `https://us-east-1.console.aws.amazon.com`; without it there are none. */
  readonly console: string | undefined;
  /** What the names of log groups begin with, up to the job's name. */
  readonly logGroupPrefix: string;
  /** Log groups with a name of their own, by job. */
  readonly logGroups: Readonly<Record<string, string>>;
  /** Attempts that a run has before it has failed, by job, of jobs that have several. */
  readonly attempts: Readonly<Record<string, number>>;
  /** Jobs whose task is the crawler, whose exit codes have a meaning. */
  readonly crawlers: readonly string[];
}

/** What the crawler's exit codes mean; see its README. */
const crawlerExitCodes = {
  '1': 'the run failed',
  '2': 'wrong configuration',
  '75': 'interrupted, the next run goes on',
};

// https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
const mostOfTitle = 250;
const mostOfDescription = 8000;
// https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
const mostOfSubject = 100;
// The beginning of a reason says why; all of it is in the console.
const mostOfReason = 1500;

/**
 * A JSONata expression that makes the arguments of SNS's Publish from an event of ECS or Step Functions:
 * for people's mailboxes a text, for all others one JSON object that Amazon Q Developer shows in Slack and
 * Teams, where it drops what is not in its schema.
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 *
 * Of a task the event has the description, in lower case; of an execution it has the error and the cause,
 * which is the description, in upper case, where the task failed.
 */
export function notificationArguments(topicArn: string, facts: NotificationFacts): string {
  const { prefix, environment, region, logGroupPrefix } = facts;
  const given = (value: unknown): string => JSON.stringify(value);
  const link = (page: string): string =>
    facts.console === undefined ? "''" : `'${facts.console}/${page}'`;
  return `(
  $input := $states.input;
  $detail := $input.detail;
  $isRun := $input.source = 'aws.states';
  $text := function($value, $most) { $type($value) = 'string' ? $substring($value, 0, $most) : '' };
  $has := function($value) { $value != null and $value != '' };

  $cause := $isRun ? $text($detail.cause, 100000) : '';
  $json := $contains($cause, '"Containers"') and $substring($cause, -1) = '}' ? '{' & $substringAfter($cause, '{');
  $described := $exists($json) ? $parse($json);
  $task := $exists($described) ? {
    'arn': $described.TaskArn,
    'definition': $described.TaskDefinitionArn,
    'code': $described.StopCode,
    'reason': $described.StoppedReason,
    'started': $described.StartedAt,
    'stopped': $described.StoppedAt,
    'containers': $described.Containers.{'name': Name, 'exit': ExitCode, 'reason': Reason}
  } : $isRun ? $input.lastTask : {
    'arn': $detail.taskArn,
    'definition': $detail.taskDefinitionArn,
    'code': $detail.stopCode,
    'reason': $detail.stoppedReason,
    'started': $toMillis($detail.startedAt),
    'stopped': $toMillis($detail.stoppedAt),
    'containers': $detail.containers.{'name': name, 'exit': exitCode, 'reason': reason}
  };

  $own := $substringAfter($substringBefore($split($task.definition, '/')[1], ':'), '${prefix}-');
  $variables := $detail.overrides.containerOverrides.environment;
  $named := $variables[name = 'JOB_NAME'][0].value;
  $job := $isRun ? $substringAfter($split($detail.stateMachineArn, ':')[6], '${prefix}-') : $exists($named) ? $named : $own;
  $isAttempt := $not($isRun) and $contains($text($detail.startedBy, 36), 'AWS Step Functions');
  $due := $isRun ? ($type($detail.input) = 'string' ? $parse($detail.input).scheduledTime) : $variables[name = 'SCHEDULED_TIME'][0].value;

  $ended := $task.containers[($type(exit) = 'number' and exit != 0) or $has(reason)];
  $container := $exists($ended[name = $own]) ? $ended[name = $own][0] : $ended[0];
  $exit := $type($container.exit) = 'number' ? $string($container.exit);
  $meaning := $container.name = $own and $own in ${given(facts.crawlers)} ? $lookup(${given(crawlerExitCodes)}, $exit);
  $isMemory := $contains($text($container.reason, 200), 'OutOfMemory');
  $isSpot := $task.code in ['SpotInterruption', 'TerminationNotice'];
  $isStart := $task.code = 'TaskFailedToStart';
  $isTimeout := $isRun and $detail.error = 'States.Timeout';
  $why := $isTimeout ? 'it took too long'
    : $isRun and $detail.status = 'ABORTED' ? 'it was stopped'
    : $isMemory ? 'out of memory'
    : $isSpot ? 'AWS took its capacity back'
    : $isStart ? 'its task did not start'
    : $task.code = 'UserInitiated' ? 'it was stopped'
    : $exists($meaning) ? $meaning & ' (exit code ' & $exit & ')'
    : $exists($exit) ? 'exit code ' & $exit
    : $has($detail.error) ? $detail.error
    : 'see below';
  $headline := $job & ($isAttempt ? ': an attempt failed: ' : ' failed: ') & $why;

  $from := $task.started;
  $to := $task.stopped;
  $seconds := $type($from) = 'number' and $type($to) = 'number' ? $round(($to - $from) / 1000);
  $took := $seconds < 60 ? $string($seconds) & ' s'
    : $seconds < 3600 ? $string($floor($seconds / 60)) & ' min ' & $string($seconds - 60 * $floor($seconds / 60)) & ' s'
    : $string($floor($seconds / 3600)) & ' h ' & $string($floor($seconds / 60) - 60 * $floor($seconds / 3600)) & ' min';
  $attempts := $isTimeout or $exists($described) ? $lookup(${given(facts.attempts)}, $job);
  $known := $filter([
    {'name': 'Environment', 'value': '${prefix}'},
    {'name': 'Run', 'value': $due},
    {'name': 'Exit code', 'value': $exists($exit) ? $exit & ($container.name != $own ? ' of the container ' & $container.name : '')},
    {'name': 'Reason', 'value': $container.reason},
    {'name': 'Stopped', 'value': $has($task.reason) ? $task.reason & ($has($task.code) ? ' (' & $task.code & ')' : '')},
    {'name': 'Error', 'value': $isRun and $has($detail.error) ? $detail.error & ($exists($described) or $cause = '' ? '' : ': ' & $cause)},
    {'name': 'Run time', 'value': $exists($seconds) ? $took},
    {'name': 'Attempt', 'value': $exists($attempts) ? $string($attempts) & ' of ' & $string($attempts)}
  ], function($fact) { $has($fact.value) });
  $facts := $known.{'name': name, 'value': $text(value, ${mostOfReason})};

  $encode := function($value) { $join($split($encodeUrlComponent($encodeUrlComponent($value)), '%'), '$') };
  $imported := $lookup(${given(facts.logGroups)}, $own);
  $logGroup := $exists($imported) ? $imported : '${logGroupPrefix}' & $own;
  $taskId := $split($task.arn, '/')[-1];
  $log := $has($own) and $has($taskId) and $has(${link('cloudwatch')}) ? ${link(`cloudwatch/home?region=${region}#logsV2:log-groups/log-group/`)} & $encode($logGroup) & '/log-events/' & $encode($own & '/' & $own & '/' & $taskId);
  $advice := $isMemory ? 'Give the job more memory: memoryMiB in config.ts'
    : $isTimeout ? 'See in the log where it hangs, or raise timeoutSeconds in config.ts'
    : $isSpot ? 'Let AWS try again, not on Spot: retries in config.ts'
    : $isRun and $text($detail.error, 14) = 'StepFunctions.' ? 'The job is done, and one after it could not be started. Redrive the execution: it goes on there'
    : $isStart ? 'Look for what is missing: npx fargate-cron verify --env ${environment}'
    : $meaning = '${crawlerExitCodes['2']}' ? 'Read in the log which variable is wrong, and correct it in config.ts';
  $steps := [
    $advice,
    $exists($log) ? 'Log: ' & $log,
    $isRun and $has(${link('states')}) ? 'Execution: ' & ${link(`states/home?region=${region}#/v2/executions/details/`)} & $detail.executionArn
  ];

  $escape := function($value) { $replace($replace($replace($value, '&', '&amp;'), '<', '&lt;'), '>', '&gt;') };
  $message := {
    'version': '1.0',
    'source': 'custom',
    'id': $input.id,
    'content': {
      'textType': 'client-markdown',
      'title': $substring($escape($headline), 0, ${mostOfTitle}),
      'description': $substring($join($facts.('*' & name & '*: ' & $escape(value)), '\\n'), 0, ${mostOfDescription}),
      'nextSteps': [$steps],
      'keywords': ['${prefix}', $job]
    },
    'metadata': {
      'eventType': $isAttempt ? 'attempt-failed' : 'run-failed',
      'relatedResources': [$isRun ? $detail.executionArn, $task.arn],
      'additionalContext': $merge([{'job': $job, 'why': $why}, $facts.{name: value}])
    }
  };
  $mail := $join([
    $headline,
    '',
    $facts.(name & ': ' & value),
    '',
    $steps.('- ' & $)
  ], '\\n');
  {
    'TopicArn': '${topicArn}',
    'Subject': $substring($replace('${prefix}: ' & $headline, /[^ -~]/, '?'), 0, ${mostOfSubject}),
    'MessageStructure': 'json',
    'Message': $string({'default': $string($message), 'email': $mail})
  }
)`;
}
