import { DataAwsPrefixList } from '@cdktf/provider-aws/lib/data-aws-prefix-list';
import type { Construct } from 'constructs';
import type { ExistingNetwork } from '../settings/network';
import type { Settings } from '../settings/settings';
import { ExistingVpc } from './existing-vpc';
import type { TaskNetwork } from './task-network';
import { allowEgress, allowNfs, taskSecurityGroup } from './task-security-group';

/** Uses an existing VPC; makes the tasks' security group unless the configuration names some. */
export function existingNetwork(
  scope: Construct,
  settings: Settings,
  network: ExistingNetwork,
): TaskNetwork {
  const { vpcId, subnetIds } = new ExistingVpc(scope, 'existing', { network });
  const { securityGroupIds, assignPublicIp, egressPorts: ports, egressCidrs } = network;
  if (securityGroupIds !== undefined) return { vpcId, subnetIds, securityGroupIds, assignPublicIp };
  const group = taskSecurityGroup(scope, settings, vpcId);
  const s3 = () =>
    new DataAwsPrefixList(scope, 's3', { name: `com.amazonaws.${settings.region}.s3` }).id;
  allowEgress(scope, group, { ports, cidrs: egressCidrs, ipv6: false, s3 });
  // An existing VPC may have several ranges, and mount targets in any of them.
  allowNfs(scope, group, settings, '0.0.0.0/0');
  return { vpcId, subnetIds, securityGroupIds: [group.id], assignPublicIp };
}
