interface Partition {
  /** What ARNs have after `arn:`. */
  readonly id: string;
  /** How its regions are named. */
  readonly regions: RegExp;
  /** What the names of its hosts end with. */
  readonly dnsSuffix: string;
  /** What the names of its console's hosts end with, where that is public. */
  readonly console?: string;
}

const standard: Partition = {
  id: 'aws',
  regions: /./,
  dnsSuffix: 'amazonaws.com',
  console: 'console.aws.amazon.com',
};

/**
 * Parts of AWS that share no account with each other.
 * https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 * Consoles: https://github.com/common-fate/granted/blob/main/pkg/console/partition.go
 */
const partitions: readonly Partition[] = [
  {
    id: 'aws-cn',
    regions: /^cn-/,
    dnsSuffix: 'amazonaws.com.cn',
    console: 'console.amazonaws.cn',
  },
  {
    id: 'aws-us-gov',
    regions: /^us-gov-/,
    dnsSuffix: 'amazonaws.com',
    console: 'console.amazonaws-us-gov.com',
  },
  {
    id: 'aws-eusc',
    regions: /^eusc-/,
    dnsSuffix: 'amazonaws.eu',
    console: 'console.amazonaws-eusc.eu',
  },
  { id: 'aws-iso', regions: /^us-iso-/, dnsSuffix: 'c2s.ic.gov' },
  { id: 'aws-iso-b', regions: /^us-isob-/, dnsSuffix: 'sc2s.sgov.gov' },
  { id: 'aws-iso-e', regions: /^eu-isoe-/, dnsSuffix: 'cloud.adc-e.uk' },
  { id: 'aws-iso-f', regions: /^us-isof-/, dnsSuffix: 'csp.hci.ic.gov' },
];

/** What ARNs of a region have after `arn:`. A region that is named like none other is one of `aws`. */
export function partitionOf(region: string): string {
  return find(region).id;
}

/** What the names of a region's hosts end with: `amazonaws.com`. */
export function dnsSuffixOf(region: string): string {
  return find(region).dnsSuffix;
}

/** Where the pages of a region's console begin; nothing where that is not public. */
export function consoleOf(region: string): string | undefined {
  const { console } = find(region);
  return console === undefined ? undefined : `https://${region}.${console}`;
}

/**
 * What is wrong with an ARN that a user wrote: one of another partition names nothing that credentials
 * for this one reach, and IAM refuses it in a policy. A pattern that covers several partitions is fine.
 */
export function partitionProblems(arn: string, region: string): string[] {
  const [, partition] = /^arn:([\w-]+):/.exec(arn) ?? [];
  const expected = partitionOf(region);
  return partition === undefined || partition === expected
    ? []
    : [
        `must begin with arn:${expected}:, because ${region} lies in the partition ${expected}, got "${arn}"`,
      ];
}

function find(region: string): Partition {
  return partitions.find(({ regions }) => regions.test(region)) ?? standard;
}
