import { EgressOnlyInternetGateway } from '@cdktf/provider-aws/lib/egress-only-internet-gateway';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route, type RouteConfig } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import type { Construct } from 'constructs';
import type { OwnNetwork } from '../settings/network';
import { NatGateways } from './nat-gateways';

export interface RouteTablesProps {
  readonly prefix: string;
  readonly network: OwnNetwork;
  readonly vpc: Vpc;
  readonly zones: readonly string[];
}

/** Where a route leads. */
type Target = Pick<RouteConfig, 'gatewayId' | 'natGatewayId' | 'egressOnlyGatewayId'>;

interface DefaultRoutes {
  /** Part of the construct ids of one of several tables. */
  readonly suffix?: string;
  readonly ipv4?: Target;
  readonly ipv6?: Target | undefined;
}

/** The tables of the tasks' subnets: one for all zones, or one for each NAT gateway. */
export function routeTables(scope: Construct, props: RouteTablesProps): RouteTable[] {
  const { prefix, network, vpc, zones } = props;
  switch (network.mode) {
    case 'public': {
      const ipv4 = { gatewayId: internetGateway(scope, props).id };
      return [routeTable(scope, props, { ipv4, ipv6: network.ipv6 ? ipv4 : undefined })];
    }
    case 'private': {
      const nat = new NatGateways(scope, 'nat', {
        name: prefix,
        vpc,
        internetGateway: internetGateway(scope, props),
        zones: network.nat === 'single' ? zones.slice(0, 1) : zones,
      });
      const ipv6 = network.ipv6
        ? { egressOnlyGatewayId: egressOnlyGateway(scope, props).id }
        : undefined;
      return nat.ids.map((natGatewayId, index) => {
        const suffix = network.nat === 'single' ? '' : `-${index}`;
        return routeTable(scope, props, { suffix, ipv4: { natGatewayId }, ipv6 });
      });
    }
    case 'endpoints':
      return [routeTable(scope, props, {})];
  }
}

function routeTable(
  scope: Construct,
  { prefix, vpc }: RouteTablesProps,
  { suffix = '', ipv4, ipv6 }: DefaultRoutes,
): RouteTable {
  const table = new RouteTable(scope, `route-table${suffix}`, {
    vpcId: vpc.id,
    tags: { Name: `${prefix}${suffix}` },
  });
  const routeTableId = table.id;
  if (ipv4 !== undefined) {
    const destinationCidrBlock = '0.0.0.0/0';
    new Route(scope, `default-route${suffix}`, { routeTableId, destinationCidrBlock, ...ipv4 });
  }
  if (ipv6 !== undefined) {
    const destinationIpv6CidrBlock = '::/0';
    new Route(scope, `ipv6-route${suffix}`, { routeTableId, destinationIpv6CidrBlock, ...ipv6 });
  }
  return table;
}

function internetGateway(scope: Construct, { prefix, vpc }: RouteTablesProps): InternetGateway {
  return new InternetGateway(scope, 'internet-gateway', { vpcId: vpc.id, tags: { Name: prefix } });
}

/** IPv6 knows no NAT: this gateway lets connections out and none in. */
function egressOnlyGateway(
  scope: Construct,
  { prefix, vpc }: RouteTablesProps,
): EgressOnlyInternetGateway {
  return new EgressOnlyInternetGateway(scope, 'egress-only-gateway', {
    vpcId: vpc.id,
    tags: { Name: prefix },
  });
}
