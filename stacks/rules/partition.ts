/**
 * Parts of AWS that share no account with each other, by how their regions are named.
 * https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 */
const partitions = [
  { id: 'aws-cn', regions: /^cn-/ },
  { id: 'aws-us-gov', regions: /^us-gov-/ },
  { id: 'aws-eusc', regions: /^eusc-/ },
  { id: 'aws-iso', regions: /^us-iso-/ },
  { id: 'aws-iso-b', regions: /^us-isob-/ },
  { id: 'aws-iso-e', regions: /^eu-isoe-/ },
  { id: 'aws-iso-f', regions: /^us-isof-/ },
] as const;

/** What ARNs of a region have after `arn:`. A region that is named like none other is one of `aws`. */
export function partitionOf(region: string): string {
  return partitions.find(({ regions }) => regions.test(region))?.id ?? 'aws';
}
