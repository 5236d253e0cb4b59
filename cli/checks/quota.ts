import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { awsClient } from '../aws-client';
import type { Finding, Subject } from '../preflight';

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
const onDemandVcpus = 'L-3032A538';
const spotVcpus = 'L-36FBB829';

/** Whether the account may have as many vCPUs at once as a run takes. */
export async function checkQuota({ settings, task, trigger }: Subject): Promise<Finding[]> {
  const client = new ServiceQuotasClient(awsClient(settings));
  const { ecs } = trigger.target;
  const spot =
    ecs?.CapacityProviderStrategy?.some(
      ({ capacityProvider }) => capacityProvider === 'FARGATE_SPOT',
    ) === true;
  const { Quota: quota } = await client.send(
    new GetServiceQuotaCommand({
      ServiceCode: 'fargate',
      QuotaCode: spot ? spotVcpus : onDemandVcpus,
    }),
  );
  const wanted = (Number(task.cpu ?? 0) / 1024) * (ecs?.TaskCount ?? 1);
  const most = quota?.Value ?? 0;
  return most >= wanted
    ? [{ result: 'ok', detail: `a run takes ${wanted} of ${most} vCPUs` }]
    : [
        {
          result: 'failed',
          detail: `a run takes ${wanted} vCPUs, and the account may have ${most}: ask for more in Service Quotas (${quota?.QuotaName ?? 'Fargate'})`,
        },
      ];
}
