import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { ProjectStack } from './project-stack';
import type { Settings } from './settings';

const defaultZoneCount = 2;
// A /16 gives sixteen /20 subnets of 4,091 addresses each.
const subnetPrefixBits = 4;

/**
 * A VPC with public subnets. Tasks get a public address instead of a NAT gateway, which would cost
 * more in a day than a weekly job does in a year; nothing may connect to them.
 */
export class NetworkStack extends ProjectStack<'network'> {
  constructor(scope: Construct, settings: Settings) {
    super(scope, 'network', settings);
    const name = settings.prefix;

    const vpc = new Vpc(this, 'vpc', {
      cidrBlock: settings.network.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    const gateway = new InternetGateway(this, 'internet-gateway', {
      vpcId: vpc.id,
      tags: { Name: name },
    });
    const routes = new RouteTable(this, 'route-table', { vpcId: vpc.id, tags: { Name: name } });
    new Route(this, 'default-route', {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    // Data goes to S3 over AWS's own network: free of charge, and no public address is involved.
    new VpcEndpoint(this, 's3-endpoint', {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${settings.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [routes.id],
      tags: { Name: `${name}-s3` },
    });

    const subnets = this.#zones().map((zone, index) => {
      const subnet = new Subnet(this, `subnet-${index}`, {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: Fn.cidrsubnet(vpc.cidrBlock, subnetPrefixBits, index),
        tags: { Name: `${name}-public-${index}` },
      });
      new RouteTableAssociation(this, `subnet-${index}-routes`, {
        subnetId: subnet.id,
        routeTableId: routes.id,
      });
      return subnet;
    });

    this.publish({
      vpc_id: vpc.id,
      subnet_ids: subnets.map((subnet) => subnet.id),
      security_group_id: this.#taskSecurityGroup(vpc).id,
      assign_public_ip: true,
    });
  }

  #zones(): string[] {
    const { zones } = this.settings.network;
    if (zones !== undefined) return zones;
    const available = new DataAwsAvailabilityZones(this, 'zones', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
    return Array.from({ length: defaultZoneCount }, (_, index) =>
      Token.asString(Fn.element(available.names, index)),
    );
  }

  /** HTTPS out and nothing in. DNS needs no rule: the VPC's resolver is not subject to groups. */
  #taskSecurityGroup(vpc: Vpc): SecurityGroup {
    const group = new SecurityGroup(this, 'task-security-group', {
      vpcId: vpc.id,
      name: `${this.settings.prefix}-task`,
      description: 'Tasks of scheduled jobs: HTTPS out, nothing in',
      tags: { Name: `${this.settings.prefix}-task` },
    });
    new VpcSecurityGroupEgressRule(this, 'task-https', {
      securityGroupId: group.id,
      description: 'HTTPS to AWS and to the vendors of data',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrIpv4: '0.0.0.0/0',
    });
    return group;
  }
}
