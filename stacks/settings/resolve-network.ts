import type { NetworkConfig, NetworkFields } from '../config/network';
import type { NetworkSettings, OwnVpc } from './network';

/**
 * Lays an environment's network over the shared one. What the shared one says and the chosen mode
 * does not know is left out, so that an environment may choose a mode of its own.
 */
export function resolveNetwork(
  shared: NetworkConfig = {},
  environment: NetworkConfig = {},
): NetworkSettings {
  const mode = environment.mode ?? shared.mode ?? 'public';
  const fields: NetworkFields = { ...shared, ...environment };
  const { egressPorts = [], egressCidrs } = fields;
  if (mode === 'existing') {
    const { vpcId, vpcTags, subnetIds, subnetTags, securityGroupIds } = fields;
    const { assignPublicIp = false } = fields;
    const found = { vpcId, vpcTags, subnetIds, subnetTags };
    return { mode, ...found, securityGroupIds, assignPublicIp, egressPorts, egressCidrs };
  }
  const own: OwnVpc = {
    cidr: fields.cidr ?? '10.0.0.0/16',
    zones: fields.zones ?? 2,
    connectedCidrs: fields.connectedCidrs ?? [],
    endpointAccounts: fields.endpointAccounts,
    flowLogs: fields.flowLogs && { retentionDays: 30, traffic: 'ALL', ...fields.flowLogs },
    ipv6: fields.ipv6 ?? false,
    egressPorts,
    egressCidrs,
  };
  switch (mode) {
    case 'public':
      return { mode, ...own };
    case 'private':
      return { mode, ...own, nat: fields.nat ?? 'single' };
    case 'endpoints':
      return { mode, ...own, ipv6: false, services: fields.services ?? [] };
  }
}
