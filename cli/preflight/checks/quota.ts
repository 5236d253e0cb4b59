import type { Subject } from '../subject';
import type { Finding } from '../finding';
import { mostInUse, readQuota } from './service-quota';

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const onDemandVcpus = 'L-3032A538';
const spotVcpus = 'L-36FBB829';

/** Whether the account may have as many vCPUs at once as a run needs. */
export async function checkQuota(
  { settings, task, launch }: Subject,
  now = new Date(),
): Promise<Finding[]> {
  const code = launch.spot ? spotVcpus : onDemandVcpus;
  const { most, usage } = await readQuota(settings, 'fargate', code);
  const kind = launch.spot ? 'Spot vCPUs' : 'vCPUs';
  const wanted = (Number(task.cpu ?? 0) / 1024) * launch.taskCount;
  const more = `request an increase in Service Quotas (fargate, ${code})`;
  if (most < wanted) {
    const detail = `a run needs ${wanted} ${kind}, and the account may have ${most}: ${more}`;
    return [{ result: 'failed', detail }];
  }
  const used = usage && (await mostInUse(settings, usage, now));
  const detail = `a run needs ${wanted} of ${most} ${kind}${used === undefined ? '' : `, of which all that runs in the account took up to ${used} at once in the last day`}`;
  return [
    {
      result: 'ok',
      // Its own runs are among them, so this is no failure.
      detail: (used ?? 0) + wanted > most ? `${detail}; before more comes, ${more}` : detail,
    },
  ];
}
