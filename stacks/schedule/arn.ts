import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import type { Settings } from '../settings/settings';

/** The region, account and partition that ARNs are made of. */
export interface Surroundings {
  readonly settings: Settings;
  readonly caller: DataAwsCallerIdentity;
  readonly partition: DataAwsPartition;
}

/**
 * The ARN of something that this stack does not make, or not yet.
 *
 * @param resource what follows the account
 */
export function arnOf(
  service: string,
  resource: string,
  { settings, caller, partition }: Surroundings,
): string {
  return `arn:${partition.partition}:${service}:${settings.region}:${caller.accountId}:${resource}`;
}
