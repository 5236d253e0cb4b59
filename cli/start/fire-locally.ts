import { isCrawler } from '../../local/demo-findings';
import { fire, type FiringResult } from '../../local/fargate/fire';
import { startVendor } from '../../local/vendor';
import { firstOfChain, jobsAfter } from '../../stacks/settings/after';
import { stateMachineName } from '../../stacks/settings/state-machine';
import { Failure } from '../failure';
import type { Overrides } from './overrides';
import type { Start } from './start';

export interface LocalFiring extends Pick<Start, 'settings' | 'job' | 'scheduledTime' | 'write'> {
  /** Where the demo's local AWS answers. */
  readonly endpoint: string;
  readonly overrides: Overrides;
  /** Stops the container as ECS stops a task. */
  readonly stop?: AbortSignal;
}

/**
 * Runs a job that is deployed to the demo's local AWS, which has no Fargate: its containers run on this
 * machine, as when the demo fires it, and the crawler asks the demo's vendor.
 *
 * @throws Failure when AWS would refuse to start it, or this machine has no engine for it
 */
export async function fireLocally(
  firing: LocalFiring,
): Promise<Pick<FiringResult, 'exitCode' | 'taskId' | 'ran'> & { readonly seconds: number }> {
  const { settings, job, scheduledTime, write, endpoint, overrides, stop } = firing;
  const followers = jobsAfter(job, settings.jobs);
  const vendor = [job, ...followers].some(isCrawler) ? await startVendor() : undefined;
  const startedAt = Date.now();
  try {
    const result = await fire({
      directory: settings.folder,
      endpoint,
      region: settings.region,
      trigger: job.trigger,
      group: settings.prefix,
      name: job.trigger === 'scheduler' ? job.name : `${settings.prefix}-${job.name}`,
      byHand: true,
      scheduledTime: new Date(scheduledTime),
      environment: { ...(vendor && { SOURCE_BASE_URL: vendor.url }), ...overrides.environment },
      command: overrides.command,
      ...(stop && { stop }),
      onLine: write,
    });
    for (const follower of followers) {
      const firing = result.followers.get(stateMachineName(follower, settings));
      if (firing === undefined) continue;
      const end = typeof firing === 'string' ? firing : `exit code ${firing.exitCode}`;
      write(`${follower.name} after it: ${end}`);
    }
    return { ...result, seconds: (Date.now() - startedAt) / 1000 };
  } catch (error) {
    throw error instanceof Error ? new Failure(error.message) : error;
  } finally {
    await vendor?.close();
  }
}

/** @throws Failure for a job that another one starts: the local AWS fires what has a schedule or rule */
export function refuseFollower({ settings, job }: Pick<LocalFiring, 'settings' | 'job'>): void {
  const { name, after } = job;
  if (after === undefined) return;
  const first = firstOfChain(job, settings.jobs).name;
  throw new Failure(`on the local AWS ${name} is started by ${after}: run ${first}`);
}
