import type { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { subnetPrefixBits } from '../rules/cidr';
import type { OwnNetwork } from '../settings/network';

// A VPC's IPv6 range is a /56 and a subnet's a /64.
const ipv6SubnetPrefixBits = 8;

export interface TaskSubnetsProps {
  readonly prefix: string;
  readonly network: OwnNetwork;
  readonly vpc: Vpc;
  readonly zones: readonly string[];
  /** One for all zones, or one for each. */
  readonly tables: readonly RouteTable[];
}

/** The subnets that tasks run in, one in each zone. */
export function taskSubnets(scope: Construct, props: TaskSubnetsProps): string[] {
  const { prefix, network, vpc, zones, tables } = props;
  return zones.map((availabilityZone, index) => {
    const subnet = new Subnet(scope, `subnet-${index}`, {
      vpcId: vpc.id,
      availabilityZone,
      cidrBlock: Fn.cidrsubnet(vpc.cidrBlock, subnetPrefixBits, index),
      ...(network.ipv6 && {
        ipv6CidrBlock: Fn.cidrsubnet(vpc.ipv6CidrBlock, ipv6SubnetPrefixBits, index),
        assignIpv6AddressOnCreation: true,
      }),
      tags: { Name: `${prefix}-${network.mode}-${index}` },
    });
    new RouteTableAssociation(scope, `subnet-${index}-routes`, {
      subnetId: subnet.id,
      routeTableId: Token.asString(tables[index % tables.length]?.id),
    });
    return subnet.id;
  });
}
