import {
  CloudWatchLogsClient,
  DescribeResourcePoliciesCommand,
  type ResourcePolicy,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';

/** The resource policies of CloudWatch Logs that the account has in the region: ten at most. */
export async function readResourcePolicies(settings: Settings): Promise<ResourcePolicy[]> {
  const client = new CloudWatchLogsClient(awsClient(settings));
  // One page has up to fifty.
  const { resourcePolicies = [] } = await client.send(new DescribeResourcePoliciesCommand());
  return resourcePolicies;
}
