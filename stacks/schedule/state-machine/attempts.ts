import type { JobSettings } from '../../settings/settings';
import { jsonata, type States, type Surroundings } from './states';
import { runTask, type TaskRun } from './task';

// Seconds before the second attempt; twice as many before each one after it, but not for ever.
const firstRetrySeconds = 60;
const longestRetrySeconds = 15 * 60;

const startRetries = 6;

/**
 * For a task that ECS did not start. A throttled request and a lack of capacity have no error of
 * their own.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/request-throttling.html
 * https://repost.aws/knowledge-center/ecs-fargate-runtask-capacity
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html
 */
const retryStart = {
  ErrorEquals: [
    'ECS.AmazonECSException',
    'ECS.ThrottlingException',
    'ECS.ServerException',
    'AmazonECS.Unknown',
  ],
  IntervalSeconds: 10,
  MaxAttempts: startRetries,
  BackoffRate: 2,
  MaxDelaySeconds: 300,
  // Batches that were refused together would be again.
  JitterStrategy: 'FULL',
};

const invalidParameter = 'ECS.InvalidParameterException';

/**
 * Comes when ECS was throttled while it looked at subnets and security groups, and only the text says
 * so, which a retrier does not read. A parameter that is really wrong costs ten minutes for that, but no
 * more: the retries of a run are not for it.
 * https://github.com/cdklabs/construct-hub/pull/415
 * https://github.com/dagster-io/dagster/issues/33439
 */
const retryInvalidParameter = { ...retryStart, ErrorEquals: [invalidParameter] };

export interface AttemptsProps {
  /** Of the first state. */
  readonly name: string;
  readonly job: JobSettings;
  readonly surroundings: Surroundings;
  readonly run: TaskRun;
  /** The state after them; without one they are the last. */
  readonly next?: string;
}

/** States that run the job's task to its end, and again when it failed or took too long. */
export function attemptStates(props: AttemptsProps): States {
  const { name, job, surroundings, run, next } = props;
  // Retry asks neither which container failed nor whether the attempt before was a start in vain.
  if (job.sidecars.length > 0 || (job.spot && job.retries > 0)) {
    return countedAttempts(props);
  }
  return {
    [name]: {
      ...runTask(job, surroundings, run, job.spot ? 'FARGATE_SPOT' : undefined),
      Retry: [
        // One retrier is all that an error gets: a start must not have fewer retries than a run.
        { ...retryStart, MaxAttempts: startRetries + job.retries },
        retryInvalidParameter,
        ...(job.retries === 0
          ? []
          : [
              {
                ErrorEquals: ['States.ALL'],
                IntervalSeconds: firstRetrySeconds,
                MaxAttempts: job.retries,
                BackoffRate: 2,
                MaxDelaySeconds: longestRetrySeconds,
              },
            ]),
      ],
      ...(next === undefined ? { End: true } : { Next: next }),
    },
  };
}

/**
 * The same with attempts that are counted in a variable. A task on Spot that was interrupted is not
 * left to it again, and what became of a task is said by the job's own container: Step Functions
 * takes a task for failed when any container ended with another code than 0, as sidecars do that
 * ECS stops after it.
 */
function countedAttempts({ name, job, surroundings, run, next }: AttemptsProps): States {
  const names = {
    attempt: `${name}: attempt`,
    failed: `${name}: what failed`,
    wait: `${name}: wait`,
    giveUp: `${name}: failed`,
    done: `${name}: done`,
  };
  const following = next ?? names.done;
  const provider = jsonata(`$attempt = 1 ? 'FARGATE_SPOT' : 'FARGATE'`);
  const own = `$parse($error.Cause).Containers[Name = ${JSON.stringify(job.task)}]`;
  return {
    [name]: { Type: 'Pass', Assign: { attempt: 1 }, Next: names.attempt },
    [names.attempt]: {
      ...runTask(job, surroundings, run, job.spot ? provider : undefined),
      Retry: [retryStart, retryInvalidParameter],
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Assign: { error: jsonata('$states.errorOutput') },
          // Of a batch it says which one it is.
          Output: jsonata('$states.input'),
          Next: names.failed,
        },
      ],
      Next: following,
    },
    [names.failed]: {
      Type: 'Choice',
      Choices: [
        {
          Condition: jsonata(`$error.Error = '${invalidParameter}'`),
          Next: names.giveUp,
        },
        // Only of a task that has ended is the cause its description.
        {
          Condition: jsonata(`$substring($error.Cause, 0, 1) = '{' ? ${own}.ExitCode = 0 : false`),
          Next: following,
        },
        { Condition: jsonata(`$attempt <= ${job.retries}`), Next: names.wait },
      ],
      Default: names.giveUp,
    },
    [names.wait]: {
      Type: 'Wait',
      Seconds: jsonata(
        `$min([${firstRetrySeconds} * $power(2, $attempt - 1), ${longestRetrySeconds}])`,
      ),
      Assign: { attempt: jsonata('$attempt + 1') },
      Next: names.attempt,
    },
    [names.giveUp]: {
      Type: 'Fail',
      Error: 'JobFailed',
      Cause: jsonata(`$error.Error & ': ' & $error.Cause`),
    },
    ...(next === undefined && { [names.done]: { Type: 'Succeed', Output: {} } }),
  };
}
