import type { FanOutSettings, JobSettings } from '../../settings/settings';
import { attemptStates } from './attempts';
import { integration, jsonata, type States, type Surroundings } from './states';

/**
 * States that deal one run out to many tasks: `plan` writes an object of batches, a Distributed Map
 * starts a task for each of them, and `finish` puts together what they left. It does so even after
 * too many batches have failed, so that the run says what is missing.
 */
export function fanOutStates(
  job: JobSettings & { readonly fanOut: FanOutSettings },
  surroundings: Surroundings,
  next: string,
): States {
  const { symbolsPerTask, maxConcurrency, toleratedFailurePercentage } = job.fanOut;
  const scheduledTime = { SCHEDULED_TIME: jsonata('$scheduledTime') };
  return {
    ...attemptStates({
      name: 'Plan the run',
      job,
      surroundings,
      run: {
        command: ['plan'],
        environment: { ...scheduledTime, SYMBOLS_PER_TASK: String(symbolsPerTask) },
      },
      next: 'Run the batches',
    }),
    'Run the batches': {
      Type: 'Map',
      ItemReader: {
        Resource: integration(surroundings.partition, 's3:getObject'),
        ReaderConfig: { InputType: 'JSON' },
        Arguments: {
          Bucket: surroundings.bucket,
          Key: jsonata(`'${surroundings.runs}run=' & $run & '/batches.json'`),
        },
      },
      // A batch is an execution of its own and sees nothing of this one but its input.
      ItemSelector: {
        scheduledTime: jsonata('$scheduledTime'),
        batch: jsonata('$states.context.Map.Item.Value'),
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
        StartAt: 'Run a batch',
        States: attemptStates({
          name: 'Run a batch',
          job,
          surroundings,
          run: {
            environment: {
              SCHEDULED_TIME: jsonata('$states.input.scheduledTime'),
              SHARD: jsonata('$states.input.batch.shard'),
              SYMBOLS: jsonata('$states.input.batch.symbols'),
            },
          },
        }),
      },
      MaxConcurrency: maxConcurrency,
      ToleratedFailurePercentage: toleratedFailurePercentage,
      Output: {},
      Assign: { tooManyFailed: false },
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Assign: { tooManyFailed: true, error: jsonata('$states.errorOutput') },
          Next: 'Finish the run',
        },
      ],
      Next: 'Finish the run',
    },
    ...attemptStates({
      name: 'Finish the run',
      job,
      surroundings,
      run: { command: ['finish'], environment: scheduledTime },
      next: 'Did too many batches fail',
    }),
    'Did too many batches fail': {
      Type: 'Choice',
      Choices: [{ Condition: jsonata('$tooManyFailed'), Next: 'Too many batches failed' }],
      Default: next,
    },
    'Too many batches failed': {
      Type: 'Fail',
      Error: 'BatchesFailed',
      Cause: jsonata(`$error.Error & ': ' & $error.Cause`),
    },
  };
}
