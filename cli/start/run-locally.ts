import { isCrawler } from '../../local/demo-findings';
import { fire } from '../../local/fargate/fire';
import { startVendor } from '../../local/vendor';
import { Failure } from '../failure';
import { duration } from '../terminal/moment';
import { printJson } from '../terminal/terminal';
import type { Overrides } from './overrides';
import type { Start } from './start';

/**
 * Runs a job that is deployed to the demo's local AWS, which has no Fargate: its containers run on this
 * machine, as when the demo fires it, and the crawler asks the demo's vendor.
 *
 * @returns the exit code of the container
 * @throws Failure when AWS would refuse to start it, or this machine has no engine for it
 */
export async function runLocally(
  { settings, job, scheduledTime, json, write }: Start,
  endpoint: string,
  { environment, command }: Overrides,
): Promise<number> {
  const stop = new AbortController();
  const interrupt = (): void => {
    process.stderr.write('stopping the container\n');
    stop.abort();
  };
  const vendor = isCrawler(job) ? await startVendor() : undefined;
  process.once('SIGINT', interrupt);
  process.stderr.write(`${job.name} at ${scheduledTime}: on this machine, in place of Fargate\n`);
  const startedAt = Date.now();
  try {
    const { exitCode, taskId, ran } = await fire({
      directory: settings.folder,
      endpoint,
      region: settings.region,
      trigger: job.trigger,
      group: settings.prefix,
      name: job.trigger === 'scheduler' ? job.name : `${settings.prefix}-${job.name}`,
      byHand: true,
      scheduledTime: new Date(scheduledTime),
      environment: { ...(vendor && { SOURCE_BASE_URL: vendor.url }), ...environment },
      command,
      stop: stop.signal,
      onLine: write,
    });
    const seconds = (Date.now() - startedAt) / 1000;
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
  } catch (error) {
    throw error instanceof Error ? new Failure(error.message) : error;
  } finally {
    process.off('SIGINT', interrupt);
    await vendor?.close();
  }
}
