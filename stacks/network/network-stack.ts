import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { EgressOnlyInternetGateway } from '@cdktf/provider-aws/lib/egress-only-internet-gateway';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route, type RouteConfig } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { Fn, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { InterfaceEndpoints } from './endpoints';
import { ExistingVpc } from './existing';
import { FlowLogs } from './flow-logs';
import { NatGateways } from './nat';
import { endpointServices } from '../settings/endpoint-services';
import type { ExistingNetwork, OwnNetwork } from '../settings/network';
import { ProjectStack } from '../stack/project-stack';
import { subnetPrefixBits } from '../rules/cidr';
import type { Settings } from '../settings/settings';

// A VPC's IPv6 range is a /56 and a subnet's a /64.
const ipv6SubnetPrefixBits = 8;
// Zones without Fargate, or without Fargate on ARM64 (use1-az3). A zone's name stands for another
// zone in each account; its ID does not.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AWS_Fargate-Regions.html
const zonesWithoutFargate = ['use1-az3', 'usw1-az2', 'apne1-az3', 'cnn1-az3'];

/** Where a route leads. */
type Target = Pick<RouteConfig, 'gatewayId' | 'natGatewayId' | 'egressOnlyGatewayId'>;

/**
 * The network that tasks run in; nothing may connect to them. The subnets of the tasks are the same
 * in every mode that has a VPC of its own, and only their ways out differ, so that a network takes
 * another mode in place.
 */
export class NetworkStack extends ProjectStack<'network'> {
  constructor(scope: Construct, settings: Settings) {
    super(scope, 'network', settings);
    const { network } = settings;
    if (network.mode === 'existing') this.#useVpc(network);
    else this.#makeVpc(network);
  }

  #useVpc(network: ExistingNetwork): void {
    const { vpcId, subnetIds } = new ExistingVpc(this, 'existing', { network });
    let groupIds = network.securityGroupIds;
    if (groupIds === undefined) {
      const group = this.#taskSecurityGroup(vpcId);
      this.#allowOut(group, network.egressPorts);
      this.#allowNfs(group, '0.0.0.0/0');
      groupIds = [group.id];
    }
    this.#publish(vpcId, subnetIds, groupIds, network.assignPublicIp);
  }

  #makeVpc(network: OwnNetwork): void {
    const { prefix } = this.settings;
    const vpc = new Vpc(this, 'vpc', {
      cidrBlock: network.cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      ...(network.ipv6 && { assignGeneratedIpv6CidrBlock: true }),
      tags: { Name: prefix },
    });
    // AWS makes it with rules that let its members talk; without them nothing hides in it.
    new DefaultSecurityGroup(this, 'default-security-group', {
      vpcId: vpc.id,
      tags: { Name: `${prefix}-default` },
    });
    const zones = this.#zones(network.zones);
    const tables = this.#routeTables(network, vpc, zones);
    // Data goes to S3 over AWS's own network: free of charge, and no public address is involved.
    const s3 = new VpcEndpoint(this, 's3-endpoint', {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${this.settings.region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: tables.map((table) => table.id),
      tags: { Name: `${prefix}-s3` },
    });
    const subnetIds = this.#subnets(network, vpc, zones, tables);

    const group = this.#taskSecurityGroup(vpc.id);
    if (network.mode !== 'endpoints') this.#allowOut(group, network.egressPorts, network.ipv6);
    else {
      new InterfaceEndpoints(this, 'endpoints', {
        settings: this.settings,
        vpc,
        subnetIds,
        services: endpointServices(this.settings),
        s3,
        taskSecurityGroup: group,
      });
    }
    this.#allowNfs(group, vpc.cidrBlock);
    if (network.flowLogs !== undefined) {
      new FlowLogs(this, 'flow-logs', { settings: this.settings, vpc, ...network.flowLogs });
    }
    this.#publish(vpc.id, subnetIds, [group.id], network.mode === 'public');
  }

  #zones(zones: OwnNetwork['zones']): readonly string[] {
    if (typeof zones !== 'number') return zones;
    const { region } = this.settings;
    const available = new DataAwsAvailabilityZones(this, 'zones', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
      excludeZoneIds: zonesWithoutFargate,
      lifecycle: {
        postcondition: [
          {
            condition: `\${length(self.names) >= ${zones}}`,
            errorMessage: `${region} has fewer than ${zones} availability zones with Fargate; lower zones of the network in config.ts.`,
          },
        ],
      },
    });
    return Array.from({ length: zones }, (_, index) =>
      Token.asString(Fn.element(available.names, index)),
    );
  }

  /** One table for all zones, or one for each NAT gateway. */
  #routeTables(network: OwnNetwork, vpc: Vpc, zones: readonly string[]): RouteTable[] {
    switch (network.mode) {
      case 'public': {
        const out = { gatewayId: this.#internetGateway(vpc).id };
        return [this.#routeTable('', vpc, out, network.ipv6 ? out : undefined)];
      }
      case 'private': {
        const nat = new NatGateways(this, 'nat', {
          name: this.settings.prefix,
          vpc,
          internetGateway: this.#internetGateway(vpc),
          zones: network.nat === 'single' ? zones.slice(0, 1) : zones,
        });
        const ipv6Out = network.ipv6
          ? { egressOnlyGatewayId: this.#egressOnlyGateway(vpc).id }
          : undefined;
        return nat.ids.map((natGatewayId, index) =>
          this.#routeTable(
            network.nat === 'single' ? '' : `-${index}`,
            vpc,
            { natGatewayId },
            ipv6Out,
          ),
        );
      }
      case 'endpoints':
        return [this.#routeTable('', vpc)];
    }
  }

  #routeTable(suffix: string, vpc: Vpc, out?: Target, ipv6Out?: Target): RouteTable {
    const table = new RouteTable(this, `route-table${suffix}`, {
      vpcId: vpc.id,
      tags: { Name: `${this.settings.prefix}${suffix}` },
    });
    const routeTableId = table.id;
    if (out !== undefined) {
      const destinationCidrBlock = '0.0.0.0/0';
      new Route(this, `default-route${suffix}`, { routeTableId, destinationCidrBlock, ...out });
    }
    if (ipv6Out !== undefined) {
      const destinationIpv6CidrBlock = '::/0';
      new Route(this, `ipv6-route${suffix}`, {
        routeTableId,
        destinationIpv6CidrBlock,
        ...ipv6Out,
      });
    }
    return table;
  }

  #internetGateway(vpc: Vpc): InternetGateway {
    return new InternetGateway(this, 'internet-gateway', {
      vpcId: vpc.id,
      tags: { Name: this.settings.prefix },
    });
  }

  /** IPv6 knows no NAT: this gateway lets connections out and none in. */
  #egressOnlyGateway(vpc: Vpc): EgressOnlyInternetGateway {
    return new EgressOnlyInternetGateway(this, 'egress-only-gateway', {
      vpcId: vpc.id,
      tags: { Name: this.settings.prefix },
    });
  }

  #subnets(
    { mode, ipv6 }: OwnNetwork,
    vpc: Vpc,
    zones: readonly string[],
    tables: readonly RouteTable[],
  ): string[] {
    return zones.map((availabilityZone, index) => {
      const subnet = new Subnet(this, `subnet-${index}`, {
        vpcId: vpc.id,
        availabilityZone,
        cidrBlock: Fn.cidrsubnet(vpc.cidrBlock, subnetPrefixBits, index),
        ...(ipv6 && {
          ipv6CidrBlock: Fn.cidrsubnet(vpc.ipv6CidrBlock, ipv6SubnetPrefixBits, index),
          assignIpv6AddressOnCreation: true,
        }),
        tags: { Name: `${this.settings.prefix}-${mode}-${index}` },
      });
      new RouteTableAssociation(this, `subnet-${index}-routes`, {
        subnetId: subnet.id,
        routeTableId: Token.asString(tables[index % tables.length]?.id),
      });
      return subnet.id;
    });
  }

  #taskSecurityGroup(vpcId: string): SecurityGroup {
    const name = `${this.settings.prefix}-task`;
    return new SecurityGroup(this, 'task-security-group', {
      vpcId,
      name,
      description: 'Tasks of scheduled jobs: HTTPS out, nothing in',
      tags: { Name: name },
    });
  }

  /** DNS needs no rule: the VPC's resolver is not subject to security groups. */
  #allowOut(group: SecurityGroup, ports: readonly number[], ipv6 = false): void {
    const allow = (id: string, port: number, description: string): void => {
      const rule = {
        securityGroupId: group.id,
        description,
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
      };
      new VpcSecurityGroupEgressRule(this, id, { ...rule, cidrIpv4: '0.0.0.0/0' });
      if (ipv6) new VpcSecurityGroupEgressRule(this, `${id}-ipv6`, { ...rule, cidrIpv6: '::/0' });
    };
    allow('task-https', 443, 'HTTPS to AWS and to the vendors of data');
    for (const port of ports) allow(`task-port-${port}`, port, `Port ${port}, as config.ts says`);
  }

  /** For jobs with volumes on EFS, whose mount targets lie in the VPC. */
  #allowNfs(group: SecurityGroup, cidr: string): void {
    const used = this.settings.jobs.some(({ volumes }) =>
      volumes.some(({ efs }) => efs !== undefined),
    );
    if (!used) return;
    new VpcSecurityGroupEgressRule(this, 'task-nfs', {
      securityGroupId: group.id,
      description: 'EFS file systems of jobs',
      ipProtocol: 'tcp',
      fromPort: 2049,
      toPort: 2049,
      cidrIpv4: cidr,
    });
  }

  #publish(
    vpcId: string,
    subnetIds: string[],
    securityGroupIds: string[],
    assignPublicIp: boolean,
  ): void {
    this.publish({
      vpc_id: vpcId,
      subnet_ids: subnetIds,
      security_group_id: securityGroupIds[0],
      security_group_ids: securityGroupIds,
      assign_public_ip: assignPublicIp,
    });
  }
}
