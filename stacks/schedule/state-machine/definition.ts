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
  const work = workOf(job, surroundings, 'Done');
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
        next: job.overlap === 'forbid' ? 'Claim the job' : work.first,
        otherwise: 'Duplicate',
      }),
      Duplicate: outcome('duplicate', { of: jsonata('$claimant') }),
      ...(job.overlap === 'forbid' && overlapStates(surroundings, work.first)),
      ...work.states,
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

/** One run of the job at a time; one that comes too early is skipped and leaves a note. */
function overlapStates(surroundings: Surroundings, next: string): States {
  const { partition, bucket, runs, locked } = surroundings;
  const reason = { because: 'overlap', running: jsonata('$claimant') };
  return {
    ...claimStates({
      subject: 'job',
      partition,
      bucket,
      locked,
      key: `'${runs}latest.json'`,
      heldWhile: ['RUNNING'],
      next,
      otherwise: 'Note the skipped run',
    }),
    'Note the skipped run': {
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

/** The end of an execution that did not fail; its output says what came of the run. */
function outcome(name: string, values: Readonly<Record<string, string>> = {}) {
  return { Type: 'Succeed', Output: { outcome: name, run: jsonata('$run'), ...values } };
}
