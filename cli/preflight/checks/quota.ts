import type { Subject } from '../subject';
import type { Finding } from '../finding';
import { readQuota } from './service-quota';

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const onDemandVcpus = 'L-3032A538';
const spotVcpus = 'L-36FBB829';

/** Whether the account may have as many vCPUs at once as a run needs. */
export async function checkQuota({ settings, task, launch }: Subject): Promise<Finding[]> {
  const code = launch.spot ? spotVcpus : onDemandVcpus;
  const most = await readQuota(settings, 'fargate', code);
  const kind = launch.spot ? 'Spot vCPUs' : 'vCPUs';
  const wanted = (Number(task.cpu ?? 0) / 1024) * launch.taskCount;
  return most >= wanted
    ? [{ result: 'ok', detail: `a run needs ${wanted} of ${most} ${kind}` }]
    : [
        {
          result: 'failed',
          detail: `a run needs ${wanted} ${kind}, and the account may have ${most}: request an increase in Service Quotas (fargate, ${code})`,
        },
      ];
}
