import type { Construct } from 'constructs';
import type { Settings } from '../settings/settings';
import { ProjectStack } from '../stack/project-stack';
import { existingNetwork } from './existing-network';
import { ownNetwork } from './own-network';

/** The network that tasks run in; nothing may connect to them. */
export class NetworkStack extends ProjectStack<'network'> {
  constructor(scope: Construct, settings: Settings) {
    super(scope, 'network', settings);
    const { network } = settings;
    const { vpcId, subnetIds, securityGroupIds, assignPublicIp } =
      network.mode === 'existing'
        ? existingNetwork(this, settings, network)
        : ownNetwork(this, settings, network);
    this.publish({
      vpc_id: vpcId,
      subnet_ids: subnetIds,
      security_group_id: securityGroupIds[0],
      security_group_ids: securityGroupIds,
      assign_public_ip: assignPublicIp,
    });
  }
}
