import { CloudWatchClient, GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import {
  GetServiceQuotaCommand,
  ServiceQuotasClient,
  type MetricInfo,
} from '@aws-sdk/client-service-quotas';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';
import { orNothing } from '../../aws/aws-errors';

/** A quota of the account in its region. */
interface Quota {
  readonly most: number;
  /** What counts the use of it by all there is in the account, where something does. */
  readonly usage?: MetricInfo | undefined;
}

export async function readQuota(
  settings: Settings,
  ServiceCode: string,
  QuotaCode: string,
): Promise<Quota> {
  const client = new ServiceQuotasClient(awsClient(settings));
  const { Quota: quota } = await client.send(
    new GetServiceQuotaCommand({ ServiceCode, QuotaCode }),
  );
  return { most: quota?.Value ?? 0, usage: quota?.UsageMetric };
}

/**
 * What was in use at most in the last day. Nothing where there is no figure, or these credentials may not
 * see it.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-Quotas-Visualize-Alarms.html
 */
export async function mostInUse(
  settings: Settings,
  { MetricNamespace, MetricName, MetricDimensions = {} }: MetricInfo,
  now: Date,
): Promise<number | undefined> {
  const answer = await orNothing(
    new CloudWatchClient(awsClient(settings)).send(
      new GetMetricStatisticsCommand({
        Namespace: MetricNamespace,
        MetricName,
        Dimensions: Object.entries(MetricDimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: new Date(now.getTime() - 86_400_000),
        EndTime: now,
        Period: 3600,
        Statistics: ['Maximum'],
      }),
    ),
  );
  const points = answer?.Datapoints ?? [];
  return points.length === 0 ? undefined : Math.max(...points.map((point) => point.Maximum ?? 0));
}
