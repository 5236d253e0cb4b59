import {
  DescribeAddressesCommand,
  EC2Client,
  paginateDescribeNatGateways,
  paginateDescribeSubnets,
  paginateDescribeVpcs,
} from '@aws-sdk/client-ec2';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Settings } from '../../../stacks/settings/settings';
import { awsClient } from '../../aws/aws-client';
import type { ProjectSubject } from '../subject';
import { unknownFor, type Finding } from '../finding';
import { readResourcePolicies } from './resource-policies';
import { readQuota } from './service-quota';

/** What is in use, and the quota. */
interface Use {
  readonly used: number;
  readonly most: number;
}

/** A quota of an account. */
interface AccountQuota {
  readonly what: string;
  /** Where to ask for more; nothing for what AWS never raises. */
  readonly code?: string;
  readonly read: (settings: Settings) => Promise<Use>;
  /** How many more of it a number of these resources is, where that is not the same. */
  readonly more?: (resources: number) => number;
}

/**
 * By the type of the resource that takes it. Not asked: Scheduler, which takes a million schedules.
 * https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const quotas: Readonly<Record<string, AccountQuota>> = {
  aws_vpc: {
    what: 'VPCs',
    code: 'vpc, L-F678F1CE',
    read: async (settings) => ({
      used: await countVpcs(settings),
      ...(await readQuota(settings, 'vpc', 'L-F678F1CE')),
    }),
  },
  aws_eip: {
    what: 'elastic IP addresses',
    code: 'ec2, L-0263D0A3',
    read: async (settings) => ({
      used: await countAddresses(settings),
      ...(await readQuota(settings, 'ec2', 'L-0263D0A3')),
    }),
  },
  aws_nat_gateway: {
    what: 'NAT gateways in a zone',
    code: 'vpc, L-FE5A380F',
    read: async (settings) => ({
      used: await countNatGatewaysOfAZone(settings),
      ...(await readQuota(settings, 'vpc', 'L-FE5A380F')),
    }),
    // They are never two in a zone.
    more: () => 1,
  },
  aws_cloudwatch_event_rule: {
    what: 'EventBridge rules',
    code: 'events, L-244521F2',
    read: async (settings) => ({
      used: await countRules(settings),
      ...(await readQuota(settings, 'events', 'L-244521F2')),
    }),
  },
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
  aws_cloudwatch_log_resource_policy: {
    what: 'resource policies of CloudWatch Logs',
    read: async (settings) => ({ used: (await readResourcePolicies(settings)).length, most: 10 }),
  },
  aws_iam_role: {
    what: 'IAM roles',
    code: 'iam, L-FE177D64',
    // Service Quotas knows those of IAM in one region only; IAM has them everywhere.
    read: async (settings) => {
      const iam = new IAMClient(awsClient(settings));
      const { SummaryMap: summary = {} } = await iam.send(new GetAccountSummaryCommand());
      return { used: summary['Roles'] ?? 0, most: summary['RolesQuota'] ?? 0 };
    },
  },
};

/** Whether the account has room for what is not deployed yet. */
export async function checkAccountQuotas({
  settings,
  resources,
  toCome,
}: ProjectSubject): Promise<Finding[]> {
  const asked = Object.entries(quotas).filter(([type]) => (resources[type] ?? 0) > 0);
  return Promise.all(
    asked.map(async ([type, { what, code, read, more = (number: number) => number }]) => {
      const coming = toCome[type] ?? 0;
      const needed = coming === 0 ? 0 : more(coming);
      try {
        return findingOf(await read(settings), what, code, needed);
      } catch (error) {
        const { result, detail } = unknownFor(error);
        return { result, detail: `${what}: ${detail}` };
      }
    }),
  );
}

function findingOf(
  { used, most }: Use,
  what: string,
  code: string | undefined,
  needed: number,
): Finding {
  const there = `${used} of ${most} ${what}`;
  if (used + needed <= most) {
    return { result: 'ok', detail: needed === 0 ? there : `${there}, and ${needed} more to come` };
  }
  const advice =
    code === undefined
      ? 'remove some, or let one serve several projects'
      : `request an increase in Service Quotas (${code}), or remove some`;
  return {
    result: 'failed',
    detail: `${there} are in use, and the stacks create ${needed} more: ${advice}`,
  };
}

async function countVpcs(settings: Settings): Promise<number> {
  let count = 0;
  const client = new EC2Client(awsClient(settings));
  for await (const { Vpcs = [] } of paginateDescribeVpcs({ client }, {})) count += Vpcs.length;
  return count;
}

async function countAddresses(settings: Settings): Promise<number> {
  // This call has no pages.
  const { Addresses = [] } = await new EC2Client(awsClient(settings)).send(
    new DescribeAddressesCommand(),
  );
  return Addresses.length;
}

/** Of the zone that has the most. */
async function countNatGatewaysOfAZone(settings: Settings): Promise<number> {
  const client = new EC2Client(awsClient(settings));
  const zones = new Map<string, string>();
  for await (const { Subnets = [] } of paginateDescribeSubnets({ client }, {})) {
    for (const { SubnetId = '', AvailabilityZone = '' } of Subnets) {
      zones.set(SubnetId, AvailabilityZone);
    }
  }
  const counts = new Map<string, number>();
  const Filter = [{ Name: 'state', Values: ['pending', 'available', 'deleting'] }];
  for await (const { NatGateways = [] } of paginateDescribeNatGateways({ client }, { Filter })) {
    for (const { SubnetId = '' } of NatGateways) {
      const zone = zones.get(SubnetId) ?? '';
      counts.set(zone, (counts.get(zone) ?? 0) + 1);
    }
  }
  return Math.max(0, ...counts.values());
}

async function countRules(settings: Settings): Promise<number> {
  const client = new EventBridgeClient(awsClient(settings));
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await client.send(new ListRulesCommand({ NextToken }));
    count += page.Rules?.length ?? 0;
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  return count;
}
