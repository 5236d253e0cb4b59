import type { Problem } from '../../config/config-error';
import { endpointServices } from '../endpoint-services';
import type { ExistingNetwork, OwnNetwork } from '../network';
import { accountProblems } from '../../rules/account';
import {
  addressesPerSubnet,
  cidrProblems,
  isPrivate,
  overlapping,
  vpcCidrProblems,
} from '../../rules/cidr';
import { ecrRepositoryOf } from '../../rules/image-reference';
import { logRetentionProblems } from '../../rules/log-retention';
import { partitionOf } from '../../rules/partition';
import { idProblems } from '../../rules/vpc-ids';
import { wholeNumberProblems } from '../../rules/whole-number';
import type { TaskImage } from '../built-image';
import { crawls } from '../crawls';
import { nfsPort, usesEfs } from '../efs';
import type { JobSettings, Settings } from '../settings';
import { writtenImages } from './images';
import { at, firstOf } from './problems';

// What ECS takes for one task.
// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AwsVpcConfiguration.html
const mostSubnets = 16;
const mostSecurityGroups = 5;

/** What is wrong with the network. */
export function networkProblems(settings: Settings): Problem[] {
  const { network } = settings;
  return network.mode === 'existing'
    ? existingNetworkProblems(network, settings)
    : ownNetworkProblems(network, settings);
}

function ownNetworkProblems(network: OwnNetwork, settings: Settings): Problem[] {
  const { cidr, connectedCidrs, zones, flowLogs } = network;
  const services = network.mode === 'endpoints' ? network.services : [];
  return [
    ...at(
      ['network', 'cidr'],
      firstOf(
        vpcCidrProblems(cidr),
        overlapping(cidr, connectedCidrs).map(
          (other) => `must not overlap ${other}, which it is connected to, got "${cidr}"`,
        ),
        addressProblems(settings),
      ),
    ),
    ...connectedCidrs.flatMap((other, index) =>
      at(['network', 'connectedCidrs', index], cidrProblems(other)),
    ),
    ...(network.endpointAccounts ?? []).flatMap((account, index) =>
      at(['network', 'endpointAccounts', index], accountProblems(account)),
    ),
    ...at(['network', 'zones'], zoneProblems(zones, settings.region)),
    ...at(
      ['network', 'flowLogs', 'retentionDays'],
      flowLogs === undefined ? [] : logRetentionProblems(flowLogs.retentionDays),
    ),
    ...services.flatMap((service, index) =>
      at(['network', 'services', index], serviceProblems(service)),
    ),
    ...egressProblems(settings),
    ...(network.mode === 'endpoints' && network.egressCidrs === undefined
      ? imageProblems(settings)
      : []),
    ...at(['network', 'mode'], network.mode === 'endpoints' ? regionProblems(settings.region) : []),
  ];
}

/** In the isolated partitions nothing but AWS's own list, which is not public, has the names. */
function regionProblems(region: string): string[] {
  return partitionOf(region).startsWith('aws-iso')
    ? [
        `must not be "endpoints" in ${region}, where the names of endpoint services are not known here, got "endpoints"; use "private", or "existing" with endpoints of your own`,
      ]
    : [];
}

/** Without a way elsewhere an image can only come from the ECR that the endpoints lead to. */
function imageProblems(settings: Settings): Problem[] {
  const { jobs, region } = settings;
  const problems = (path: readonly PropertyKey[], image: TaskImage): Problem[] =>
    typeof image !== 'string' || ecrRepositoryOf(image)?.region === region
      ? []
      : at(path, [
          `must lie in ECR in ${region} with network mode "endpoints", which reaches no other registry, got "${image}"; copy it there`,
        ]);
  return [
    ...writtenImages(settings).flatMap(({ image, path }) => problems(path, image)),
    ...jobs.flatMap(({ sidecars }, index) =>
      sidecars.flatMap((sidecar, place) =>
        problems(['jobs', index, 'sidecars', place, 'image'], sidecar.image),
      ),
    ),
  ];
}

/** Each endpoint takes an address in each subnet; what is left is for tasks. */
function addressProblems(settings: Settings): string[] {
  const { network, jobs } = settings;
  if (network.mode !== 'endpoints') return [];
  const addresses = addressesPerSubnet(network.cidr);
  const needed = endpointServices(settings).length + jobs.length;
  return addresses >= needed
    ? []
    : [
        `must leave each subnet an address for each endpoint and each job, ${needed} in all, got "${network.cidr}" with ${addresses}; write a wider range`,
      ];
}

/** One zone is a single point of failure; the VPC's range is split for no more than six. */
function zoneProblems(zones: OwnNetwork['zones'], region: string): string[] {
  if (typeof zones === 'number') return wholeNumberProblems(zones, 2, 6, 'availability zones');
  if (zones.length < 2 || zones.length > 6) {
    return [`must name two to six availability zones, got ${zones.length}`];
  }
  const foreign = zones.filter((zone) => !/^[a-z]$/.test(zone.replace(region, '')));
  if (foreign.length > 0) {
    return [`must name zones of ${region}, such as ${region}a, got ${foreign.join(', ')}`];
  }
  return new Set(zones).size === zones.length
    ? []
    : [`must name each zone once, got ${zones.join(', ')}`];
}

function egressProblems(settings: Settings): Problem[] {
  const { egressPorts, egressCidrs = [] } = settings.network;
  return [
    ...egressPorts.flatMap((port, index) =>
      at(
        ['network', 'egressPorts', index],
        port === 443 || egressPorts.indexOf(port) < index || opensNfsTwice(port, settings)
          ? [`must not repeat what is open already, got ${port}; leave it out`]
          : wholeNumberProblems(port, 1, 65_535, 'TCP port'),
      ),
    ),
    ...egressCidrs.flatMap((cidr, index) =>
      at(
        ['network', 'egressCidrs', index],
        egressCidrs.indexOf(cidr) < index
          ? [`must not repeat what is open already, got "${cidr}"; leave it out`]
          : cidrProblems(cidr),
      ),
    ),
  ];
}

/** EC2 refuses a second rule of the same port and range: InvalidPermission.Duplicate. */
function opensNfsTwice(port: number, { network, jobs }: Settings): boolean {
  const range = network.mode === 'existing' ? '0.0.0.0/0' : network.cidr;
  return (
    port === nfsPort && usesEfs(jobs) && (network.egressCidrs ?? ['0.0.0.0/0']).includes(range)
  );
}

function serviceProblems(service: string): string[] {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(service) && !service.startsWith('com.')
    ? []
    : [
        `must be what follows com.amazonaws.<region>. in the name of the endpoint service, such as sqs, got "${service}"`,
      ];
}

function existingNetworkProblems(network: ExistingNetwork, settings: Settings): Problem[] {
  const { vpcId, vpcTags, subnetIds, subnetTags, securityGroupIds } = network;
  const { egressPorts, egressCidrs = [] } = network;
  return [
    ...at(['network', 'vpcId'], eitherProblems(vpcId, vpcTags, 'vpcTags')),
    ...at(['network', 'vpcId'], vpcId === undefined ? [] : idProblems('vpc', vpcId)),
    ...at(['network', 'subnetIds'], eitherProblems(subnetIds, subnetTags, 'subnetTags')),
    ...listProblems(['network', 'subnetIds'], 'subnet', mostSubnets, subnetIds),
    ...securityGroupProblems(['network', 'securityGroupIds'], securityGroupIds),
    ...Object.entries({ egressPorts, egressCidrs }).flatMap(([field, values]) =>
      at(
        ['network', field],
        securityGroupIds !== undefined && values.length > 0
          ? [
              `is for the group that is made without securityGroupIds, got ${values.join(', ')}; put rules into your groups`,
            ]
          : [],
      ),
    ),
    ...egressProblems(settings),
  ];
}

/** Something is found either by ID or by at least one tag. */
function eitherProblems(
  ids: string | string[] | undefined,
  tags: Readonly<Record<string, string>> | undefined,
  tagsField: string,
): string[] {
  if (ids !== undefined && tags !== undefined) {
    return [`must be left out with ${tagsField}, got ${JSON.stringify(ids)}; keep one of them`];
  }
  return ids === undefined && Object.keys(tags ?? {}).length === 0
    ? [`is required with mode "existing": write it, or tags to find it by as ${tagsField}`]
    : [];
}

/** What is wrong with the security groups of tasks, the project's or a job's. */
export function securityGroupProblems(
  path: readonly PropertyKey[],
  ids: readonly string[] | undefined,
): Problem[] {
  return listProblems(path, 'sg', mostSecurityGroups, ids);
}

function listProblems(
  path: readonly PropertyKey[],
  kind: 'subnet' | 'sg',
  most: number,
  ids?: readonly string[],
): Problem[] {
  if (ids === undefined) return [];
  if (ids.length < 1 || ids.length > most) {
    return at(path, [`must hold 1 to ${most} IDs, got ${ids.length}`]);
  }
  if (new Set(ids).size < ids.length) {
    return at(path, [`must hold each ID once, got ${ids.join(', ')}`]);
  }
  return ids.flatMap((id, index) => at([...path, index], idProblems(kind, id)));
}

/** Another source may stand within the network. */
export function internetWarnings(job: JobSettings, { network, jobs }: Settings): string[] {
  return network.mode === 'endpoints' &&
    network.egressCidrs === undefined &&
    crawls(job, jobs) &&
    job.environment['SOURCE_BASE_URL'] === undefined
    ? [
        'is the crawler, which asks a vendor on the internet, and network mode "endpoints" reaches nothing but AWS; use another mode, or an image of your own',
      ]
    : [];
}

/** ECS pulls images and writes logs from within the network; of a VPC that is there nothing is known. */
export function egressWarnings({ network }: Settings): string[] {
  const { mode, egressCidrs = [] } = network;
  return (mode === 'public' || mode === 'private') &&
    egressCidrs.length > 0 &&
    egressCidrs.every(isPrivate)
    ? [
        `hold no public address, and mode "${mode}" reaches ECR and CloudWatch Logs by no other, so that no task would start, got ${egressCidrs.join(', ')}; use mode "endpoints", or write where the VPC reaches them`,
      ]
    : [];
}
