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
  const { securityGroupIds, assignPublicIp } = network;
  if (securityGroupIds !== undefined) return { vpcId, subnetIds, securityGroupIds, assignPublicIp };
  const group = taskSecurityGroup(scope, settings, vpcId);
  allowEgress(scope, group, { ports: network.egressPorts, ipv6: false });
  // An existing VPC may have several ranges, and mount targets in any of them.
  allowNfs(scope, group, settings, '0.0.0.0/0');
  return { vpcId, subnetIds, securityGroupIds: [group.id], assignPublicIp };
}
