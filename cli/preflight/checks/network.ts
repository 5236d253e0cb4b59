import {
  EC2Client,
  paginateDescribeRouteTables,
  paginateDescribeSecurityGroups,
  paginateDescribeSubnets,
  paginateDescribeVpcEndpoints,
  type RouteTable,
  type SecurityGroup,
  type Subnet,
} from '@aws-sdk/client-ec2';
import { awsClient } from '../../aws/aws-client';
import type { Subject } from '../subject';
import type { Finding } from '../finding';

/** Whether a task can reach the registry, CloudWatch Logs and S3 from each of its subnets. */
export async function checkNetwork(subject: Subject): Promise<Finding[]> {
  const { launch, settings } = subject;
  const ec2 = new EC2Client(awsClient(settings));
  const subnets = await subnetsOf(ec2, [...launch.subnets]);
  const vpcs = [...new Set(subnets.map(({ VpcId = '' }) => VpcId))];
  const tables = await routeTablesOf(ec2, vpcs);
  const endpoints = await endpointsOf(ec2, vpcs);
  const needed = servicesOf(subject);
  const ways = subnets.map((subnet): Finding => {
    const id = subnet.SubnetId ?? '';
    const way = wayOut(subnet, tables);
    if (way !== undefined && (!way.startsWith('igw-') || launch.publicIp)) {
      return { result: 'ok', detail: `${id} reaches the internet through ${way}` };
    }
    const missing = needed.filter(
      (service) => !endpoints.some((name) => name.endsWith(`.${service}`)),
    );
    if (missing.length === 0)
      return { result: 'ok', detail: `${id} reaches AWS through VPC endpoints` };
    return {
      result: 'failed',
      detail:
        way === undefined
          ? `${id} has no route to the internet and no VPC endpoint for ${missing.join(', ')}: route it to a gateway, or create the endpoints`
          : `${id} routes to ${way}, which needs a public IP address: assign one, or use a NAT gateway`,
    };
  });
  const groups = await groupsOf(ec2, [...launch.securityGroups]);
  return [...ways, ...foreignGroups(groups, vpcs), ...closedGroups(groups)];
}

/** ECS starts no task whose groups lie in another VPC than its subnets. */
function foreignGroups(groups: readonly SecurityGroup[], vpcs: readonly string[]): Finding[] {
  return groups
    .filter(({ VpcId }) => VpcId !== undefined && !vpcs.includes(VpcId))
    .map(({ GroupId = '', VpcId = '' }) => ({
      result: 'failed',
      detail: `${GroupId} lies in ${VpcId} and the subnets in ${vpcs.join(', ')}: name a security group of the same VPC`,
    }));
}

/** ECS pulls the image and reads secrets over HTTPS, through the security groups of the task. */
function closedGroups(groups: readonly SecurityGroup[]): Finding[] {
  if (groups.length === 0) return [];
  const permissions = groups.flatMap(({ IpPermissionsEgress = [] }) => IpPermissionsEgress);
  const open = permissions.some(
    ({ IpProtocol, FromPort = 0, ToPort = 0 }) =>
      IpProtocol === '-1' || (IpProtocol === 'tcp' && FromPort <= 443 && ToPort >= 443),
  );
  return open
    ? []
    : [
        {
          result: 'failed',
          detail: `${groups.map(({ GroupId }) => GroupId).join(', ')} allow no outbound traffic on port 443: allow outbound HTTPS`,
        },
      ];
}

/** The AWS services that ECS and the container call on every run. */
function servicesOf({ task, launch }: Subject): string[] {
  const secrets = (task.containerDefinitions ?? []).flatMap(({ secrets = [] }) =>
    secrets.map(({ valueFrom = '' }) => valueFrom),
  );
  return [
    'ecr.api',
    'ecr.dkr',
    's3',
    'logs',
    ...(secrets.some((each) => each.includes(':secretsmanager:')) ? ['secretsmanager'] : []),
    ...(secrets.some((each) => !each.includes(':secretsmanager:')) ? ['ssm'] : []),
    ...(launch.debug ? ['ssmmessages'] : []),
  ];
}

/** Where a subnet's default route leads; one without a table of its own has the main one of its VPC. */
function wayOut({ SubnetId, VpcId }: Subnet, tables: readonly RouteTable[]): string | undefined {
  const table =
    tables.find(({ Associations = [] }) =>
      Associations.some((association) => association.SubnetId === SubnetId),
    ) ??
    tables.find(
      (candidate) =>
        candidate.VpcId === VpcId && candidate.Associations?.some(({ Main }) => Main === true),
    );
  const route = table?.Routes?.find(
    ({ DestinationCidrBlock, State }) =>
      DestinationCidrBlock === '0.0.0.0/0' && State !== 'blackhole',
  );
  return (
    route?.GatewayId ?? route?.NatGatewayId ?? route?.TransitGatewayId ?? route?.NetworkInterfaceId
  );
}

async function subnetsOf(client: EC2Client, SubnetIds: string[]): Promise<Subnet[]> {
  const found: Subnet[] = [];
  for await (const { Subnets = [] } of paginateDescribeSubnets({ client }, { SubnetIds })) {
    found.push(...Subnets);
  }
  return found;
}

async function groupsOf(client: EC2Client, GroupIds: string[]): Promise<SecurityGroup[]> {
  const found: SecurityGroup[] = [];
  if (GroupIds.length === 0) return found;
  for await (const { SecurityGroups = [] } of paginateDescribeSecurityGroups(
    { client },
    { GroupIds },
  )) {
    found.push(...SecurityGroups);
  }
  return found;
}

async function routeTablesOf(client: EC2Client, vpcs: string[]): Promise<RouteTable[]> {
  const found: RouteTable[] = [];
  const Filters = [{ Name: 'vpc-id', Values: vpcs }];
  for await (const { RouteTables = [] } of paginateDescribeRouteTables({ client }, { Filters })) {
    found.push(...RouteTables);
  }
  return found;
}

/** Names of the services, such as `com.amazonaws.us-east-1.s3`. */
async function endpointsOf(client: EC2Client, vpcs: string[]): Promise<string[]> {
  const found: string[] = [];
  const Filters = [{ Name: 'vpc-id', Values: vpcs }];
  for await (const { VpcEndpoints = [] } of paginateDescribeVpcEndpoints({ client }, { Filters })) {
    found.push(...VpcEndpoints.map(({ ServiceName = '' }) => ServiceName));
  }
  return found;
}
