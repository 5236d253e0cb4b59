import { runReplaced } from '../../rules/run-replaced';
import type { JobSettings } from '../../settings/settings';
import { attemptStates } from './attempts';
import { claimStates } from './claim';
import { fanOutStates } from './fan-out';
import {
  checksum,
  integration,
  jsonata,
  retryCall,
  type States,
  type Surroundings,
} from './states';

/** The state machine of one job. Its input is `{ "scheduledTime": … }`, which names the run. */
export function stateMachineDefinition(job: JobSettings, surroundings: Surroundings) {
  const { partition, bucket, runs, locked } = surroundings;
  const following = followerStates(surroundings, 'Done');
  const work = workOf(job, surroundings, following.first);
  return {
    Comment: `Runs the job ${job.name} once for each scheduled time`,
    QueryLanguage: 'JSONata',
    StartAt: 'Name the run',
    States: {
      'Name the run': {
        Type: 'Pass',
        Assign: {
          scheduledTime: jsonata('$states.input.scheduledTime'),
          // As in the other keys of the data bucket: 20261127T230000Z.
          run: jsonata(`$replace($states.input.scheduledTime, /[-:]/, '')`),
        },
        Next: 'Claim the run',
      },
      ...claimStates({
        subject: 'run',
        partition,
        bucket,
        locked,
        key: `'${runs}run=' & $run & '/claim.json'`,
        heldWhile: ['RUNNING', 'SUCCEEDED'],
        next: job.overlap === 'allow' ? work.first : 'Claim the job',
        otherwise: 'Duplicate',
      }),
      Duplicate: outcome('duplicate', { of: jsonata('$claimant') }),
      ...(job.overlap !== 'allow' && overlapStates(job, surroundings, work.first)),
      ...work.states,
      ...following.states,
      Done: outcome('done'),
    },
  };
}

/** What is done of a run once it is claimed: one task, or many. */
function workOf(
  job: JobSettings,
  surroundings: Surroundings,
  next: string,
): { readonly first: string; readonly states: States } {
  const { fanOut } = job;
  if (fanOut !== undefined) {
    return { first: 'Plan the run', states: fanOutStates({ ...job, fanOut }, surroundings, next) };
  }
  const environment = { SCHEDULED_TIME: jsonata('$scheduledTime') };
  const first = 'Run the task';
  return {
    first,
    states: attemptStates({ name: first, job, surroundings, run: { environment }, next }),
  };
}

/**
 * Starts the jobs that run after this one. A call that is repeated may start one twice, and one run of it is
 * a duplicate then. What cannot be started fails the run, which notifies; nothing catches it, so that a redrive
 * goes on here and does not run the job again.
 * https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html
 */
function followerStates(
  { partition, followers }: Surroundings,
  next: string,
): { readonly first: string; readonly states: States } {
  const named = Object.entries(followers).map(
    ([job, stateMachineArn]) => [`Start ${job}`, stateMachineArn] as const,
  );
  const states = named.map(([state, stateMachineArn], index) => [
    state,
    {
      Type: 'Task',
      // https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
      Resource: integration(partition, 'states:startExecution'),
      Arguments: {
        StateMachineArn: stateMachineArn,
        Input: {
          scheduledTime: jsonata('$scheduledTime'),
          // The console shows by it what has started what.
          AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: jsonata('$states.context.Execution.Id'),
        },
      },
      // A role that a deployment has just changed may start it some minutes later.
      Retry: [{ ...retryCall, IntervalSeconds: 5, BackoffRate: 3, MaxAttempts: 5 }],
      Next: named[index + 1]?.[0] ?? next,
    },
  ]);
  return { first: named[0]?.[0] ?? next, states: Object.fromEntries(states) as States };
}

/**
 * One run of the job at a time; one that comes too early is skipped and leaves a note, or takes the place
 * of the other.
 */
function overlapStates(job: JobSettings, surroundings: Surroundings, next: string): States {
  const { partition, bucket, runs, locked } = surroundings;
  const reason = { because: 'overlap', running: jsonata('$claimant') };
  const skip = 'Note the skipped run';
  const replaces = job.overlap === 'replace';
  return {
    ...claimStates({
      subject: 'job',
      partition,
      bucket,
      locked,
      key: `'${runs}latest.json'`,
      heldWhile: ['RUNNING'],
      next,
      otherwise: replaces ? replacing.compare : skip,
      ...(replaces && { seize: { state: replacing.take, next: replacing.wait } }),
    }),
    ...(replaces && replaceStates(job, surroundings, { next, skip })),
    [skip]: {
      Type: 'Task',
      Resource: integration(partition, 'aws-sdk:s3:putObject'),
      Arguments: {
        Bucket: bucket,
        Key: jsonata(`'${runs}run=' & $run & '/skipped.json'`),
        ContentType: 'application/json',
        Body: reason,
        ...checksum(surroundings),
      },
      Retry: [retryCall],
      Next: 'Skipped',
    },
    Skipped: outcome('skipped', reason),
  };
}

const replacing = {
  compare: 'Is the other run an earlier one',
  stop: 'Stop the other run',
  take: 'Take the place of the other run',
  wait: 'Wait until its task has stopped',
};

// For ECS to tell the task.
const stopDelaySeconds = 10;

/**
 * Stops the run that holds the job, and only then takes its claim: who holds that has stopped all before it,
 * even if it is stopped itself a moment later. So of several that come at once the latest remains, and each
 * waits for the task of the one before it. Step Functions stops the task with the execution, and does not
 * say when it has ended.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync
 */
function replaceStates(
  { stopTimeoutSeconds }: JobSettings,
  { partition }: Surroundings,
  { next, skip }: { readonly next: string; readonly skip: string },
): States {
  return {
    [replacing.compare]: {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$heldFor < $scheduledTime'), Next: replacing.stop }],
      Default: skip,
    },
    [replacing.stop]: {
      Type: 'Task',
      Resource: integration(partition, 'aws-sdk:sfn:stopExecution'),
      Arguments: {
        ExecutionArn: jsonata('$claimant'),
        Error: runReplaced,
        Cause: jsonata(`'by the run of ' & $scheduledTime`),
      },
      Retry: [retryCall],
      Next: replacing.take,
    },
    [replacing.wait]: { Type: 'Wait', Seconds: stopTimeoutSeconds + stopDelaySeconds, Next: next },
  };
}

/** The end of an execution that did not fail; its output says what came of the run. */
function outcome(name: string, values: Readonly<Record<string, string>> = {}) {
  return { Type: 'Succeed', Output: { outcome: name, run: jsonata('$run'), ...values } };
}
