import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';

/** How much of something the account may have in its region. */
export async function readQuota(
  settings: Settings,
  ServiceCode: string,
  QuotaCode: string,
): Promise<number> {
  const client = new ServiceQuotasClient(awsClient(settings));
  const { Quota: quota } = await client.send(
    new GetServiceQuotaCommand({ ServiceCode, QuotaCode }),
  );
  return quota?.Value ?? 0;
}
