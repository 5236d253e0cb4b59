import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { Construct } from 'constructs';
import { endpointServices } from '../settings/endpoint-services';
import type { OwnNetwork } from '../settings/network';
import type { Settings } from '../settings/settings';
import { availabilityZones } from './availability-zones';
import { EndpointPolicies } from './endpoint-policies';
import { FlowLogs } from './flow-logs';
import { InterfaceEndpoints } from './interface-endpoints';
import { routeTables } from './route-tables';
import { taskSubnets } from './task-subnets';
import type { TaskNetwork } from './task-network';
import { allowEgress, allowEgressTo, allowNfs, taskSecurityGroup } from './task-security-group';

/**
 * Makes a VPC. The tasks' subnets are the same in every mode and only their routes out differ, so
 * that the mode of a network can be changed in place.
 */
export function ownNetwork(scope: Construct, settings: Settings, network: OwnNetwork): TaskNetwork {
  const { prefix, region } = settings;
  const vpc = new Vpc(scope, 'vpc', {
    cidrBlock: network.cidr,
    enableDnsHostnames: true,
    enableDnsSupport: true,
    ...(network.ipv6 && { assignGeneratedIpv6CidrBlock: true }),
    tags: { Name: prefix },
  });
  // AWS makes it with rules that let its members connect to each other; this leaves it without any.
  new DefaultSecurityGroup(scope, 'default-security-group', {
    vpcId: vpc.id,
    tags: { Name: `${prefix}-default` },
  });
  const zones = availabilityZones(scope, region, network.zones);
  const tables = routeTables(scope, { prefix, network, vpc, zones });
  const accounts = network.endpointAccounts;
  const policies =
    accounts && new EndpointPolicies(scope, 'endpoint-policies', { settings, accounts });
  // Traffic to S3 is free of charge over AWS's own network, and needs no public address.
  const s3 = new VpcEndpoint(scope, 's3-endpoint', {
    vpcId: vpc.id,
    serviceName: `com.amazonaws.${region}.s3`,
    vpcEndpointType: 'Gateway',
    routeTableIds: tables.map((table) => table.id),
    ...(policies !== undefined && { policy: policies.s3 }),
    tags: { Name: `${prefix}-s3` },
  });
  const subnetIds = taskSubnets(scope, { prefix, network, vpc, zones, tables });

  const group = taskSecurityGroup(scope, settings, vpc.id);
  const { egressPorts: ports, egressCidrs: cidrs } = network;
  if (network.mode === 'endpoints') {
    new InterfaceEndpoints(scope, 'endpoints', {
      settings,
      vpc,
      subnetIds,
      services: endpointServices(settings),
      policy: policies?.services,
      s3,
      taskSecurityGroup: group,
    });
    allowEgressTo(scope, group, cidrs ?? [], ports);
  } else {
    allowEgress(scope, group, { ports, cidrs, ipv6: network.ipv6, s3: () => s3.prefixListId });
  }
  allowNfs(scope, group, settings, vpc.cidrBlock);
  if (network.flowLogs !== undefined) {
    new FlowLogs(scope, 'flow-logs', { settings, vpc, ...network.flowLogs });
  }
  return {
    vpcId: vpc.id,
    subnetIds,
    securityGroupIds: [group.id],
    assignPublicIp: network.mode === 'public',
  };
}
