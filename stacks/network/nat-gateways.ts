import { Eip } from '@cdktf/provider-aws/lib/eip';
import type { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { subnetPrefixBits } from '../rules/cidr';

// The lower half of the VPC's sixteen subnets is for tasks.
const firstSubnet = 8;

export interface NatGatewaysProps {
  readonly name: string;
  readonly vpc: Vpc;
  readonly internetGateway: InternetGateway;
  /** The zones to have a gateway in. */
  readonly zones: readonly string[];
}

/** NAT gateways, each with a fixed address and a public subnet that holds nothing else. */
export class NatGateways extends Construct {
  readonly ids: readonly string[];

  constructor(scope: Construct, id: string, props: NatGatewaysProps) {
    super(scope, id);
    const { name, vpc, internetGateway, zones } = props;
    const tags = { Name: `${name}-nat` };
    const routes = new RouteTable(this, 'route-table', { vpcId: vpc.id, tags });
    const route = new Route(this, 'default-route', {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: internetGateway.id,
    });
    this.ids = zones.map((availabilityZone, index) => {
      const indexed = { Name: `${name}-nat-${index}` };
      const subnet = new Subnet(this, `subnet-${index}`, {
        vpcId: vpc.id,
        availabilityZone,
        cidrBlock: Fn.cidrsubnet(vpc.cidrBlock, subnetPrefixBits, firstSubnet + index),
        tags: indexed,
      });
      new RouteTableAssociation(this, `subnet-${index}-routes`, {
        subnetId: subnet.id,
        routeTableId: routes.id,
      });
      const address = new Eip(this, `address-${index}`, { domain: 'vpc', tags: indexed });
      return new NatGateway(this, `gateway-${index}`, {
        subnetId: subnet.id,
        allocationId: address.id,
        tags: indexed,
        // It fails where it has no way out itself.
        dependsOn: [route],
      }).id;
    });
  }
}
