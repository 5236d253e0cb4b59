import { configOf, only, synthesize } from '../synthesis';

describe('the network', () => {
  const { network } = synthesize(configOf());

  test('has two public subnets in two zones with a way out, and no NAT gateway', () => {
    expect(Object.values(network.resource['aws_subnet'] ?? {})).toMatchObject([
      { cidr_block: '${cidrsubnet(aws_vpc.vpc.cidr_block, 4, 0)}' },
      { cidr_block: '${cidrsubnet(aws_vpc.vpc.cidr_block, 4, 1)}' },
    ]);
    expect(only(network, 'aws_route')).toMatchObject({
      destination_cidr_block: '0.0.0.0/0',
      gateway_id: '${aws_internet_gateway.internet-gateway.id}',
    });
    expect(Object.keys(network.resource['aws_route_table_association'] ?? {})).toHaveLength(2);
    expect(network.resource['aws_nat_gateway']).toBeUndefined();
  });

  test('lets tasks reach HTTPS and lets nobody reach them', () => {
    expect(only(network, 'aws_vpc_security_group_egress_rule')).toMatchObject({
      ip_protocol: 'tcp',
      from_port: 443,
      to_port: 443,
    });
    expect(only(network, 'aws_security_group')).not.toHaveProperty('ingress');
    expect(network.resource['aws_vpc_security_group_ingress_rule']).toBeUndefined();
  });

  test('keeps traffic to S3 inside AWS', () => {
    expect(only(network, 'aws_vpc_endpoint')).toMatchObject({
      service_name: 'com.amazonaws.us-east-1.s3',
      vpc_endpoint_type: 'Gateway',
    });
  });
});

test('the network takes a range and zones by name', () => {
  const { network } = synthesize(
    configOf(
      {},
      {
        region: 'eu-central-1',
        network: {
          cidr: '10.9.0.0/20',
          zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
        },
      },
    ),
  );
  expect(only(network, 'aws_vpc')).toMatchObject({ cidr_block: '10.9.0.0/20' });
  expect(Object.values(network.resource['aws_subnet'] ?? {})).toMatchObject([
    { availability_zone: 'eu-central-1a' },
    { availability_zone: 'eu-central-1b' },
    { availability_zone: 'eu-central-1c' },
  ]);
  expect(network.data?.['aws_availability_zones']).toBeUndefined();
});
