import type { Config, JobConfig } from '../../../../stacks/config/config';
import { ConfigError } from '../../../../stacks/config/config-error';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

type Network = NonNullable<Config['network']>;

/** What is wrong with a network, without the headline. */
function problemsOf(network: Network, job: Partial<JobConfig> = {}, region?: string): string[] {
  try {
    loadSettings(configOf(job, { network, ...(region && { region }) }), {
      FARGATE_CRON_ENV: 'test',
    });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}

const zone = (letter: string) => `us-east-1${letter}`;
const group = (index: number) => `sg-0000000000000000${index}`;
const subnets = (count: number) =>
  Array.from({ length: count }, (_, index) => `subnet-${index.toString(16).padStart(17, '0')}`);
const existing = { mode: 'existing', vpcId: 'vpc-0a1b2c3d', subnetIds: subnets(1) } as const;

test.each<Network>([
  {},
  { cidr: '10.1.0.0/24', zones: 2 },
  { zones: 6, ipv6: true },
  { zones: ['a', 'b', 'c', 'd', 'e', 'f'].map(zone) },
  { mode: 'public', flowLogs: {} },
  { mode: 'private', nat: 'per-zone', flowLogs: { retentionDays: 1, traffic: 'REJECT' } },
  { mode: 'endpoints', services: ['sqs', 'ecr.api', 'bedrock-runtime'] },
  { egressCidrs: ['0.0.0.0/0'] },
  { mode: 'endpoints', egressCidrs: ['10.1.0.0/16'], egressPorts: [3128] },
  { ...existing, egressCidrs: ['10.1.2.3/32'] },
  { mode: 'public', connectedCidrs: ['10.1.0.0/16', '192.168.0.0/24'] },
  existing,
  { ...existing, subnetIds: subnets(16), securityGroupIds: [0, 1, 2, 3, 4].map(group) },
  { mode: 'existing', vpcTags: { Name: 'main' }, subnetTags: { Tier: 'private' } },
])('takes %j', (network) => {
  expect(problemsOf(network)).toEqual([]);
});

test('the port of EFS is opened once, by a volume there', () => {
  const efs = { fileSystemId: 'fs-01234567' };
  const volumes = [{ name: 'cache', mountPath: '/cache', efs }];
  const [ranges, egressPorts] = [['10.0.0.0/16'], [2049]];
  const twice = [
    'network.egressPorts[0]: must not repeat what is open already, got 2049; leave it out',
  ];
  expect(problemsOf({ ...existing, egressPorts }, { volumes })).toEqual(twice);
  expect(problemsOf({ egressCidrs: ranges, egressPorts }, { volumes })).toEqual(twice);
  // Another range than that of the VPC's own mount targets.
  expect(problemsOf({ egressPorts }, { volumes })).toEqual([]);
  expect(problemsOf({ ...existing, egressCidrs: ranges, egressPorts }, { volumes })).toEqual([]);
  expect(problemsOf({ ...existing, egressPorts })).toEqual([]);
});

test.each<[Network, string]>([
  [{ zones: 1 }, 'network.zones: must be a whole number from 2 to 6 (availability zones), got 1'],
  [{ zones: 7 }, 'network.zones: must be a whole number from 2 to 6 (availability zones), got 7'],
  [{ zones: [zone('a')] }, 'network.zones: must name two to six availability zones, got 1'],
  [
    { zones: ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(zone) },
    'network.zones: must name two to six availability zones, got 7',
  ],
  [
    { zones: [zone('a'), zone('a')] },
    'network.zones: must name each zone once, got us-east-1a, us-east-1a',
  ],
  [
    { zones: [zone('a'), 'eu-west-1b', 'us-east-1-bos-1a'] },
    'network.zones: must name zones of us-east-1, such as us-east-1a, got eu-west-1b, us-east-1-bos-1a',
  ],
  [
    { connectedCidrs: ['10.1.0.0/16', '10.0.128.0/17'] },
    'network.cidr: must not overlap 10.0.128.0/17, which it is connected to, got "10.0.0.0/16"',
  ],
  [
    { connectedCidrs: ['192.168.0.1/24'] },
    'network.connectedCidrs[0]: must begin at the first address of the range, 192.168.0.0/24, got "192.168.0.1/24"',
  ],
  [
    { flowLogs: { retentionDays: 2 } },
    'network.flowLogs.retentionDays: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 days, got 2',
  ],
  [
    { mode: 'endpoints', services: ['com.amazonaws.us-east-1.sqs'] },
    'network.services[0]: must be what follows com.amazonaws.<region>. in the name of the endpoint service, such as sqs, got "com.amazonaws.us-east-1.sqs"',
  ],
  [
    {
      mode: 'endpoints',
      cidr: '10.0.0.0/24',
      services: ['sqs', 'sns', 'ssm', 'kms', 'events', 'states', 'sts', 'glue'],
    },
    'network.cidr: must leave each subnet an address for each endpoint and each job, 12 in all, got "10.0.0.0/24" with 11; write a wider range',
  ],
  [
    { mode: 'existing', subnetIds: subnets(1) },
    'network.vpcId: is required with mode "existing": write it, or tags to find it by as vpcTags',
  ],
  [
    { ...existing, vpcTags: { Name: 'main' } },
    'network.vpcId: must be left out with vpcTags, got "vpc-0a1b2c3d"; keep one of them',
  ],
  [
    { mode: 'existing', vpcId: 'vpc-0a1b2c3d', subnetTags: {} },
    'network.subnetIds: is required with mode "existing": write it, or tags to find it by as subnetTags',
  ],
  [
    { ...existing, vpcId: 'vpc-0a1b2c3d4' },
    'network.vpcId: must be vpc- and 17 hex digits, got "vpc-0a1b2c3d4"',
  ],
  [{ ...existing, subnetIds: [] }, 'network.subnetIds: must hold 1 to 16 IDs, got 0'],
  [{ ...existing, subnetIds: subnets(17) }, 'network.subnetIds: must hold 1 to 16 IDs, got 17'],
  [
    { ...existing, subnetIds: [...subnets(1), ...subnets(1)] },
    `network.subnetIds: must hold each ID once, got ${subnets(1).join()}, ${subnets(1).join()}`,
  ],
  [
    { ...existing, subnetIds: [...subnets(1), 'sg-0a1b2c3d'] },
    'network.subnetIds[1]: must be subnet- and 17 hex digits, got "sg-0a1b2c3d"',
  ],
  [
    { ...existing, securityGroupIds: [group(0)], egressPorts: [22, 5432] },
    'network.egressPorts: is for the group that is made without securityGroupIds, got 22, 5432; put rules into your groups',
  ],
  [
    { egressPorts: [5432, 5432] },
    'network.egressPorts[1]: must not repeat what is open already, got 5432; leave it out',
  ],
  [
    { ...existing, securityGroupIds: [group(0)], egressCidrs: ['10.1.0.0/16'] },
    'network.egressCidrs: is for the group that is made without securityGroupIds, got 10.1.0.0/16; put rules into your groups',
  ],
  [
    { egressCidrs: ['10.1.0.0/16', '10.1.0.1/16'] },
    'network.egressCidrs[1]: must begin at the first address of the range, 10.1.0.0/16, got "10.1.0.1/16"',
  ],
  [
    { ...existing, egressCidrs: ['10.1.0.0/16', '2001:db8::/32'] },
    'network.egressCidrs[1]: must be an IPv4 range such as 10.1.0.0/16, got "2001:db8::/32"',
  ],
  [
    { egressCidrs: ['10.1.0.0/16', '10.1.0.0/16'] },
    'network.egressCidrs[1]: must not repeat what is open already, got "10.1.0.0/16"; leave it out',
  ],
  [
    { mode: 'endpoints', egressPorts: [3128] },
    'network.egressPorts: needs egressCidrs beside it with mode "endpoints", where tasks connect to nothing else',
  ],
  [{ ...existing, securityGroupIds: [] }, 'network.securityGroupIds: must hold 1 to 5 IDs, got 0'],
  [
    { ...existing, securityGroupIds: [0, 1, 2, 3, 4, 5].map(group) },
    'network.securityGroupIds: must hold 1 to 5 IDs, got 6',
  ],
])('refuses %j', (network, problem) => {
  expect(problemsOf(network)).toEqual([problem]);
});

test('without the internet, images come from ECR in the same region', () => {
  const endpoints = { mode: 'endpoints' } as const;
  const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/acme:v1';
  expect(problemsOf(endpoints, { image: repository })).toEqual([]);
  expect(problemsOf(endpoints, { image: 'alpine:3' })).toEqual([
    'jobs[0].image: must lie in ECR in us-east-1 with network mode "endpoints", which reaches no other registry, got "alpine:3"; copy it there',
  ]);
  expect(
    problemsOf(endpoints, { image: repository.replace('us-east-1', 'eu-west-1') }),
  ).toHaveLength(1);
  expect(problemsOf({}, { image: 'alpine:3' })).toEqual([]);
  const registry = { ...endpoints, egressCidrs: ['10.1.0.0/16'] };
  expect(problemsOf(registry, { image: 'registry.corp.example/acme:1' })).toEqual([]);
});

test.each(['us-iso-east-1', 'us-isob-east-1'])('endpoints are not made in %s', (region) => {
  expect(problemsOf({ mode: 'endpoints' }, {}, region)).toEqual([
    `network.mode: must not be "endpoints" in ${region}, where the names of endpoint services are not known here, got "endpoints"; use "private", or "existing" with endpoints of your own`,
  ]);
  expect(problemsOf({ mode: 'private' }, {}, region)).toEqual([]);
});

test.each<[object, string]>([
  [
    { mode: 'isolated' },
    'network.mode: must be one of "public", "private", "endpoints", "existing", got "isolated"',
  ],
  [{ nat: 'single' }, 'network.nat: is not a known key'],
  [
    { mode: 'private', nat: 'none' },
    'network.nat: must be one of "single", "per-zone", got "none"',
  ],
  [{ zones: 'all' }, 'network.zones: must be names of zones or their number, got "all"'],
])('refuses %j, which the types would, too', (network, problem) => {
  expect(problemsOf(network as Network)).toEqual([problem]);
});
