import type { Config } from '../../../stacks/config/config';
import { configOf, only, statementsOf, synthesize, type Synthesized } from '../../synthesis';

function networkOf(network: Config['network']): Synthesized {
  return synthesize(configOf({}, { ...(network && { network }) })).network;
}

function outputsOf({ output }: Synthesized): Record<string, unknown> {
  return Object.fromEntries(Object.entries(output).map(([name, { value }]) => [name, value]));
}

/** All resources of a type, in the order they were made. */
function all(stack: Synthesized, type: string): Record<string, unknown>[] {
  return Object.values(stack.resource[type] ?? {});
}

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

  test('lets tasks reach the ports that are asked for, over IPv6 too where there is any', () => {
    const rules = (network: Config['network']) =>
      all(networkOf(network), 'aws_vpc_security_group_egress_rule').map(
        ({ from_port, to_port, cidr_ipv4, cidr_ipv6 }) => [
          from_port,
          to_port,
          cidr_ipv4,
          cidr_ipv6,
        ],
      );
    const everywhere = (port: number) => [port, port, '0.0.0.0/0', undefined];
    expect(rules({ mode: 'private', egressPorts: [22, 5432] })).toEqual(
      [443, 22, 5432].map(everywhere),
    );
    expect(rules({ ipv6: true, egressPorts: [5432] })).toEqual([
      everywhere(443),
      [443, 443, undefined, '::/0'],
      everywhere(5432),
      [5432, 5432, undefined, '::/0'],
    ]);
    const existing = { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567'] };
    expect(rules({ mode: 'existing', ...existing, egressPorts: [5432] })).toEqual(
      [443, 5432].map(everywhere),
    );
  });

  test('lets tasks reach the ranges that are asked for and S3, and nothing else', () => {
    const rules = (network: Synthesized) =>
      all(network, 'aws_vpc_security_group_egress_rule').map(
        ({ from_port, cidr_ipv4, cidr_ipv6, prefix_list_id, referenced_security_group_id }) =>
          [
            from_port,
            cidr_ipv4 ?? cidr_ipv6 ?? prefix_list_id ?? referenced_security_group_id,
          ].join(' '),
      );
    const egress = { egressCidrs: ['10.1.0.0/16', '198.51.100.7/32'], egressPorts: [3128] };
    const inRanges = [
      '3128 10.1.0.0/16',
      '443 10.1.0.0/16',
      '3128 198.51.100.7/32',
      '443 198.51.100.7/32',
    ];
    const s3 = '443 ${aws_vpc_endpoint.s3-endpoint.prefix_list_id}';
    expect(rules(networkOf({ ipv6: true, ...egress }))).toEqual([...inRanges, s3]);
    expect(rules(networkOf({ mode: 'private', ...egress }))).toEqual([...inRanges, s3]);
    const endpoints = '443 ${aws_security_group.endpoints_security-group_FB955AEE.id}';
    expect(rules(networkOf({ mode: 'endpoints', ...egress }))).toEqual([
      endpoints,
      s3,
      ...inRanges,
    ]);
    const existing = { vpcId: 'vpc-01234567', subnetIds: ['subnet-01234567'] };
    const network = networkOf({ mode: 'existing', ...existing, ...egress });
    expect(network.data?.['aws_prefix_list']).toEqual({
      s3: { name: 'com.amazonaws.us-east-1.s3' },
    });
    expect(rules(network)).toEqual([...inRanges, '443 ${data.aws_prefix_list.s3.id}']);
  });

  test('names the rules of ranges apart that have the same digits', () => {
    const egressCidrs = ['1.10.0.0/16', '11.0.0.0/16'];
    expect(
      Object.keys(networkOf({ egressCidrs }).resource['aws_vpc_security_group_egress_rule'] ?? {}),
    ).toEqual(['task-1-10-0-0-16-port-443', 'task-11-0-0-0-16-port-443', 'task-s3']);
  });

  test('leaves nothing in the group that AWS makes', () => {
    expect(only(network, 'aws_default_security_group')).toEqual(
      expect.not.objectContaining({ ingress: expect.anything() as unknown }),
    );
  });

  test('stays clear of zones without Fargate', () => {
    expect(network.data?.['aws_availability_zones']?.['zones']).toMatchObject({
      exclude_zone_ids: expect.arrayContaining(['use1-az3']) as unknown,
      lifecycle: { postcondition: [{ condition: '${length(self.names) >= 2}' }] },
    });
  });

  test('publishes what the other stacks run tasks with', () => {
    const subnets = ['${aws_subnet.subnet-0.id}', '${aws_subnet.subnet-1.id}'];
    expect(outputsOf(network)).toEqual({
      vpc_id: '${aws_vpc.vpc.id}',
      subnet_ids: subnets,
      security_group_id: '${aws_security_group.task-security-group.id}',
      security_group_ids: ['${aws_security_group.task-security-group.id}'],
      assign_public_ip: true,
    });
  });

  test('speaks IPv4 only and logs no connection', () => {
    expect(only(network, 'aws_vpc')).not.toHaveProperty('assign_generated_ipv6_cidr_block');
    expect(network.resource['aws_flow_log']).toBeUndefined();
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

test('the network takes a number of zones', () => {
  expect(all(networkOf({ zones: 6 }), 'aws_subnet')).toHaveLength(6);
});

test('an environment may choose another mode and keeps what that mode knows of the shared one', () => {
  const { network } = synthesize(
    configOf(
      {},
      {
        network: { mode: 'private', cidr: '10.9.0.0/20', nat: 'per-zone' },
        environments: {
          test: { state: { backend: 'local' }, network: { mode: 'endpoints', zones: 3 } },
        },
      },
    ),
  );
  expect(only(network, 'aws_vpc')).toMatchObject({ cidr_block: '10.9.0.0/20' });
  expect(all(network, 'aws_subnet')).toHaveLength(3);
  expect(network.resource['aws_nat_gateway']).toBeUndefined();
});

describe('a private network', () => {
  const single = networkOf({ mode: 'private', zones: 3 });
  const perZone = networkOf({ mode: 'private', zones: 3, nat: 'per-zone' });

  test('has one NAT gateway, which all zones leave through', () => {
    expect(all(single, 'aws_nat_gateway')).toHaveLength(1);
    expect(single.resource['aws_route']?.['default-route']).toMatchObject({
      nat_gateway_id: expect.stringContaining('aws_nat_gateway') as unknown,
    });
    const tables = all(single, 'aws_route_table_association').map((a) => a['route_table_id']);
    expect(tables.filter((table) => table === '${aws_route_table.route-table.id}')).toHaveLength(3);
  });

  test('or one in each zone, so that no zone depends on another', () => {
    expect(all(perZone, 'aws_nat_gateway')).toHaveLength(3);
    expect(all(perZone, 'aws_eip')).toHaveLength(3);
    for (const index of [0, 1, 2]) {
      expect(perZone.resource['aws_route_table_association']?.[`subnet-${index}-routes`]).toEqual({
        subnet_id: `\${aws_subnet.subnet-${index}.id}`,
        route_table_id: `\${aws_route_table.route-table-${index}.id}`,
      });
    }
    expect(only(perZone, 'aws_vpc_endpoint')['route_table_ids']).toHaveLength(3);
  });

  test('gives tasks no public address, and only NAT gateways the public subnets', () => {
    expect(outputsOf(perZone)).toMatchObject({
      assign_public_ip: false,
      subnet_ids: [0, 1, 2].map((index) => `\${aws_subnet.subnet-${index}.id}`),
    });
    const blocks = all(perZone, 'aws_subnet').map((subnet) => subnet['cidr_block']);
    expect(new Set(blocks).size).toBe(6);
  });
});

describe('IPv6', () => {
  test('leaves a public network through its internet gateway', () => {
    const network = networkOf({ ipv6: true });
    expect(only(network, 'aws_vpc')).toMatchObject({ assign_generated_ipv6_cidr_block: true });
    expect(all(network, 'aws_subnet')[1]).toMatchObject({
      ipv6_cidr_block: '${cidrsubnet(aws_vpc.vpc.ipv6_cidr_block, 8, 1)}',
      assign_ipv6_address_on_creation: true,
    });
    expect(network.resource['aws_route']?.['ipv6-route']).toMatchObject({
      destination_ipv6_cidr_block: '::/0',
      gateway_id: '${aws_internet_gateway.internet-gateway.id}',
    });
    expect(all(network, 'aws_vpc_security_group_egress_rule')).toMatchObject([
      { cidr_ipv4: '0.0.0.0/0', from_port: 443, to_port: 443 },
      { cidr_ipv6: '::/0', from_port: 443, to_port: 443 },
    ]);
  });

  test('leaves a private network through a gateway that lets nobody in', () => {
    const network = networkOf({ mode: 'private', nat: 'per-zone', ipv6: true });
    const egressOnly = '${aws_egress_only_internet_gateway.egress-only-gateway.id}';
    for (const index of [0, 1]) {
      expect(network.resource['aws_route']?.[`ipv6-route-${index}`]).toMatchObject({
        egress_only_gateway_id: egressOnly,
      });
    }
  });
});

describe('a network with endpoints only', () => {
  const network = networkOf({ mode: 'endpoints' });
  const servicesOf = (stack: Synthesized) =>
    all(stack, 'aws_vpc_endpoint')
      .filter((endpoint) => endpoint['vpc_endpoint_type'] === 'Interface')
      .map((endpoint) => String(endpoint['service_name']).replace('com.amazonaws.us-east-1.', ''));

  test('has no way to the internet', () => {
    for (const type of ['aws_internet_gateway', 'aws_nat_gateway', 'aws_route']) {
      expect(network.resource[type]).toBeUndefined();
    }
    expect(outputsOf(network)).toMatchObject({ assign_public_ip: false });
  });

  test('reaches what every task needs, in each zone, under the usual names', () => {
    expect(servicesOf(network)).toEqual(['ecr.api', 'ecr.dkr', 'logs']);
    expect(network.resource['aws_vpc_endpoint']?.['s3-endpoint']).toMatchObject({
      vpc_endpoint_type: 'Gateway',
      route_table_ids: ['${aws_route_table.route-table.id}'],
    });
    const interfaces = all(network, 'aws_vpc_endpoint').filter(
      (endpoint) => endpoint['vpc_endpoint_type'] === 'Interface',
    );
    for (const endpoint of interfaces) {
      expect(endpoint).toMatchObject({
        private_dns_enabled: true,
        subnet_ids: ['${aws_subnet.subnet-0.id}', '${aws_subnet.subnet-1.id}'],
      });
    }
  });

  test('reaches the services that keep the secrets of its jobs, that of their shells, and those named', () => {
    const secrets = {
      A: '/vendor/key',
      B: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:vendor-AbCdEf',
    };
    const services = ['sqs', 'logs'];
    const job = { secrets, debug: true };
    const stacks = synthesize(configOf(job, { network: { mode: 'endpoints', services } }));
    expect(servicesOf(stacks.network)).toEqual([
      'ecr.api',
      'ecr.dkr',
      'logs',
      'secretsmanager',
      'sqs',
      'ssm',
      'ssmmessages',
    ]);
  });

  test('lets tasks reach the endpoints and S3, and lets only tasks reach the endpoints', () => {
    const tasks = '${aws_security_group.task-security-group.id}';
    const rules = all(network, 'aws_vpc_security_group_egress_rule');
    expect(rules.map((rule) => rule['security_group_id'])).toEqual([tasks, tasks]);
    expect(rules).toMatchObject([
      { referenced_security_group_id: expect.stringContaining('endpoints') as unknown },
      { prefix_list_id: '${aws_vpc_endpoint.s3-endpoint.prefix_list_id}' },
    ]);
    expect(rules.flatMap((rule) => Object.keys(rule))).not.toContain('cidr_ipv4');
    expect(only(network, 'aws_vpc_security_group_ingress_rule')).toMatchObject({
      referenced_security_group_id: tasks,
      from_port: 443,
      to_port: 443,
    });
  });
});

describe('policies of endpoints', () => {
  const job = {
    image: '333333333333.dkr.ecr.us-east-1.amazonaws.com/report:1',
    secrets: { KEY: 'arn:aws:secretsmanager:us-east-1:444444444444:secret:key-AbCdEf' },
    statements: [
      {
        Action: ['s3:GetObject'],
        Resource: ['arn:aws:s3:::others/*', 'arn:aws:sqs:us-east-1:123456789012:mine'],
      },
    ],
  };
  const { network } = synthesize(
    configOf(job, {
      network: { mode: 'endpoints', endpointAccounts: ['222222222222'], services: ['sqs'] },
    }),
  );
  const policyOf = (endpoint: string) =>
    network.resource['aws_vpc_endpoint']?.[endpoint]?.['policy'];
  const services = ['ecr.api', 'ecr.dkr', 'logs', 'secretsmanager'];
  const byService = Object.values(network.resource['aws_vpc_endpoint'] ?? {});
  const ofService = (service: string) =>
    byService.find((each) => String(each['service_name']).endsWith(`.${service}`))?.['policy'];

  test('know the own account and those that the configuration names', () => {
    const accounts = [
      expect.stringContaining('aws_caller_identity') as unknown,
      '222222222222',
      '333333333333',
      '444444444444',
    ];
    const own = {
      Sid: 'KnownAccounts',
      Effect: 'Allow',
      Principal: '*',
      Action: ['*'],
      Resource: ['*'],
      Condition: {
        StringEquals: { 'aws:PrincipalAccount': accounts },
        StringEqualsIfExists: { 'aws:ResourceAccount': accounts },
      },
    };
    for (const service of services) expect(statementsOf(ofService(service))).toEqual([own]);
    expect(statementsOf(policyOf('s3-endpoint'))).toEqual([
      own,
      {
        Sid: 'LayersOfImages',
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:GetObject'],
        Resource: [expect.stringMatching(/^arn:.*:s3:::prod-us-east-1-starport-layer-bucket\/\*$/)],
      },
      {
        Sid: 'NamedBuckets',
        Effect: 'Allow',
        Principal: '*',
        Action: ['s3:*'],
        Resource: ['arn:aws:s3:::others/*'],
        Condition: { StringEquals: { 'aws:PrincipalAccount': accounts } },
      },
    ]);
  });

  test('let through what others keep and the project uses', () => {
    const { network } = synthesize(
      configOf(
        {},
        {
          network: { endpointAccounts: [] },
          images: 'prebuilt',
          image: { from: 'prebuilt', reference: 'v1' },
          existing: {
            dataBucket: 'lake',
            repository: 'arn:aws:ecr:us-east-1:444444444444:repository/images',
          },
        },
      ),
    );
    const [known, , named] = statementsOf(only(network, 'aws_vpc_endpoint')['policy']);
    expect(known).toMatchObject({
      Condition: {
        StringEquals: {
          'aws:PrincipalAccount': expect.arrayContaining(['444444444444']) as unknown,
        },
      },
    });
    expect(named?.['Resource']).toEqual([
      expect.stringMatching(/^arn:.*:s3:::lake$/),
      expect.stringMatching(/^arn:.*:s3:::lake\/\*$/),
    ]);
  });

  test("are AWS's own for services that may take none, and where nothing is said", () => {
    expect(ofService('sqs')).toBeUndefined();
    const endpoints = all(networkOf({ mode: 'endpoints' }), 'aws_vpc_endpoint');
    expect(endpoints.filter(({ policy }) => policy !== undefined)).toEqual([]);
  });

  test('are made for the gateway to S3 of other modes, too', () => {
    const [s3] = all(networkOf({ endpointAccounts: [] }), 'aws_vpc_endpoint');
    expect(statementsOf(s3?.['policy'])).toHaveLength(2);
  });
});

describe('flow logs', () => {
  const network = networkOf({ flowLogs: { retentionDays: 90, traffic: 'REJECT' } });

  test('are kept as long as the configuration says', () => {
    expect(only(network, 'aws_cloudwatch_log_group')).toMatchObject({
      name: '/acme/test/network/flows',
      retention_in_days: 90,
    });
    expect(only(network, 'aws_flow_log')).toMatchObject({
      traffic_type: 'REJECT',
      vpc_id: '${aws_vpc.vpc.id}',
      max_aggregation_interval: 60,
    });
    expect(only(networkOf({ flowLogs: {} }), 'aws_cloudwatch_log_group')).toMatchObject({
      retention_in_days: 30,
    });
    expect(only(networkOf({ flowLogs: {} }), 'aws_flow_log')).toMatchObject({
      traffic_type: 'ALL',
    });
  });

  test('are written by a role that may write to this group and nothing else', () => {
    const [logs = ''] = Object.keys(network.resource['aws_cloudwatch_log_group'] ?? {});
    expect(statementsOf(only(network, 'aws_iam_role_policy')['policy'])).toEqual([
      {
        Sid: 'WriteFlows',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: [`\${aws_cloudwatch_log_group.${logs}.arn}:*`],
      },
      {
        Sid: 'FindLogGroup',
        Effect: 'Allow',
        Action: ['logs:DescribeLogGroups'],
        Resource: [expect.stringMatching(/^arn:[^*]*:log-group:\*$/)],
      },
    ]);
    expect(statementsOf(only(network, 'aws_iam_role')['assume_role_policy'])).toMatchObject([
      {
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': expect.any(String) as unknown },
          ArnLike: { 'aws:SourceArn': expect.stringMatching(/:vpc-flow-log\/\*$/) as unknown },
        },
      },
    ]);
  });
});

describe('an existing network', () => {
  const byIds = {
    mode: 'existing' as const,
    vpcId: 'vpc-0a1b2c3d',
    subnetIds: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
  };

  test('by IDs is taken as it is, with a group of our own', () => {
    const network = networkOf(byIds);
    expect(only(network, 'aws_security_group')).toMatchObject({ vpc_id: 'vpc-0a1b2c3d' });
    expect(only(network, 'aws_vpc_security_group_egress_rule')).toMatchObject({ from_port: 443 });
    expect(Object.keys(network.resource)).toHaveLength(2);
    expect(outputsOf(network)).toEqual({
      vpc_id: 'vpc-0a1b2c3d',
      subnet_ids: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'],
      security_group_id: '${aws_security_group.task-security-group.id}',
      security_group_ids: ['${aws_security_group.task-security-group.id}'],
      assign_public_ip: false,
    });
  });

  test('may bring its security groups and have public subnets', () => {
    const securityGroupIds = ['sg-0a1b2c3d', 'sg-0a1b2c3e'];
    const network = networkOf({ ...byIds, securityGroupIds, assignPublicIp: true });
    expect(network.resource).toBeUndefined();
    expect(outputsOf(network)).toMatchObject({
      security_group_id: 'sg-0a1b2c3d',
      security_group_ids: securityGroupIds,
      assign_public_ip: true,
    });
  });

  test('by tags is looked up when Terraform plans, subnets in an order of our own', () => {
    const network = networkOf({
      mode: 'existing',
      vpcTags: { Name: 'main' },
      subnetTags: { Tier: 'private' },
    });
    expect(Object.values(network.data?.['aws_vpc'] ?? {})).toEqual([{ tags: { Name: 'main' } }]);
    expect(Object.values(network.data?.['aws_subnets'] ?? {})).toMatchObject([
      { tags: { Tier: 'private' }, filter: [{ name: 'vpc-id' }] },
    ]);
    expect(outputsOf(network)['subnet_ids']).toMatch(/^\$\{sort\(data\.aws_subnets\./);
  });
});

test('every rule of a security group says what it is for', () => {
  const { network } = synthesize(
    configOf(
      { securityGroupIds: ['sg-01234567'] },
      { network: { mode: 'endpoints', egressCidrs: ['10.1.0.0/16'] } },
    ),
  );
  const rules = ['ingress', 'egress'].flatMap((way) =>
    Object.values(network.resource[`aws_vpc_security_group_${way}_rule`] ?? {}),
  );
  expect(rules.length).toBeGreaterThan(3);
  expect(rules.filter(({ description }) => description === undefined)).toEqual([]);
});
