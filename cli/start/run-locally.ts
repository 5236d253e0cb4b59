import { duration } from '../terminal/moment';
import { printJson } from '../terminal/terminal';
import { fireLocally, refuseFollower } from './fire-locally';
import type { Overrides } from './overrides';
import type { Start } from './start';

/**
 * Runs a job on this machine and prints how it ended.
 *
 * @param endpoint where the demo's local AWS answers, to which it is deployed
 * @returns the exit code of the container
 */
export async function runLocally(
  start: Start,
  endpoint: string,
  overrides: Overrides,
): Promise<number> {
  const { job, scheduledTime, json } = start;
  refuseFollower(start);
  const stop = new AbortController();
  const interrupt = (): void => {
    process.stderr.write('stopping the container\n');
    stop.abort();
  };
  process.once('SIGINT', interrupt);
  process.stderr.write(`${job.name} at ${scheduledTime}: on this machine, in place of Fargate\n`);
  try {
    const { exitCode, taskId, ran, seconds } = await fireLocally({
      ...start,
      endpoint,
      overrides,
      stop: stop.signal,
    });
    if (json) {
      printJson({
        job: job.name,
        scheduledTime,
        tasks: [taskId],
        exitCode,
        reason: '',
        durationSeconds: seconds,
      });
    }
    const under = ran === 'node' ? ', under node: no Docker engine has its image' : '';
    process.stderr.write(`exit code ${exitCode} after ${duration(seconds)}${under}\n`);
    return exitCode;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
