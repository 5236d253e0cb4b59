import type { Problem } from '../../config/config-error';
import { wholeDataProblems } from '../../rules/data';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { FanOutSettings, JobSettings } from '../settings';
import { needsStateMachine } from '../state-machine';
import { at, type Path } from './problems';

/** What is wrong with how a job treats its failures. */
export function stateMachineProblems(job: JobSettings, path: Path): Problem[] {
  return [
    ...at(
      path('timeoutSeconds'),
      job.timeoutSeconds === undefined
        ? []
        : wholeNumberProblems(job.timeoutSeconds, 60, 604_800, 'seconds'),
    ),
    ...at(
      path('retries'),
      wholeNumberProblems(
        job.retries,
        0,
        10,
        'attempts after the first; for those of the firing, write delivery.retries',
      ),
    ),
    ...at(
      path('taskCount'),
      needsStateMachine(job) && job.taskCount > 1
        ? [
            `must be 1 with timeoutSeconds, retries, overlap, fanOut or after, its own or another job's, because Step Functions follows one task, got ${job.taskCount}`,
          ]
        : [],
    ),
    ...(job.fanOut === undefined ? [] : fanOutProblems(job, job.fanOut, path)),
  ];
}

function fanOutProblems(
  { name, task, command, environment, data, overlap }: JobSettings,
  { symbolsPerTask, maxConcurrency, toleratedFailurePercentage }: FanOutSettings,
  path: Path,
): Problem[] {
  const given = (value: unknown, why: string) =>
    value === undefined
      ? []
      : [`must be left out with fanOut, ${why}, got ${JSON.stringify(value)}`];
  return [
    ...at(
      path('overlap'),
      overlap === 'replace'
        ? [
            'must be "forbid" or "allow" with fanOut, whose batches go on for a while, got "replace"',
          ]
        : [],
    ),
    ...at(
      path('fanOut', 'symbolsPerTask'),
      wholeNumberProblems(symbolsPerTask, 1, 10_000, 'symbols'),
    ),
    ...at(path('fanOut', 'maxConcurrency'), wholeNumberProblems(maxConcurrency, 1, 1000, 'tasks')),
    ...at(
      path('fanOut', 'toleratedFailurePercentage'),
      toleratedFailurePercentage >= 0 && toleratedFailurePercentage <= 100
        ? []
        : [`must be a number from 0 to 100, got ${toleratedFailurePercentage}`],
    ),
    ...at(
      path('data'),
      wholeDataProblems(
        data,
        'fanOut, whose plan lies in the data bucket',
        task === name ? 'leave it out' : `set it in the job ${task}`,
      ),
    ),
    ...at(path('command'), given(command, 'which says plan and finish to the image')),
    ...at(
      path('environment', 'DATA_URI'),
      given(environment['DATA_URI'], 'which reads the plan from the data bucket'),
    ),
  ];
}
