// A VPC may have /16 to /28; below /24 the sixteen subnets that it is split into would have to be
// smaller than the smallest there is, /28.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const widest = 16;
const narrowest = 24;

/** The VPC's range is split into 2^4 subnets. */
export const subnetPrefixBits = 4;
// The first four addresses of a subnet and its last one belong to AWS.
// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
const reservedAddresses = 5;

// Loopback, link-local and the like, which no VPC may have.
const impossible = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'];

// Of networks of one's own, by which no public endpoint of AWS is reached.
// https://www.rfc-editor.org/rfc/rfc1918 https://www.rfc-editor.org/rfc/rfc6598
const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** A range of addresses; both ends belong to it. */
interface Range {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** The IPv4 range of the VPC. */
export function vpcCidrProblems(cidr: string): string[] {
  const range = parse(cidr);
  if (range === undefined || range.prefix < widest || range.prefix > narrowest) {
    return [
      `must be an IPv4 range from /${widest} to /${narrowest} such as 10.0.0.0/16, got "${cidr}"`,
    ];
  }
  return firstAddressProblems(cidr, range).concat(
    overlapping(cidr, impossible).map(
      (other) => `must not lie in ${other}, which no network can have, got "${cidr}"`,
    ),
  );
}

/** The IPv4 range of another network, of any size. */
export function cidrProblems(cidr: string): string[] {
  const range = parse(cidr);
  return range === undefined
    ? [`must be an IPv4 range such as 10.1.0.0/16, got "${cidr}"`]
    : firstAddressProblems(cidr, range);
}

/** Those of the other ranges that have an address in common with the first one. */
export function overlapping(cidr: string, others: readonly string[]): string[] {
  const range = parse(cidr);
  return others.filter((text) => {
    const other = parse(text);
    return (
      range !== undefined &&
      other !== undefined &&
      range.first <= other.last &&
      other.first <= range.last
    );
  });
}

/** Whether no address of a range is public. */
export function isPrivate(cidr: string): boolean {
  const range = parse(cidr);
  return privateRanges
    .map(parse)
    .some(
      (own) =>
        range !== undefined &&
        own !== undefined &&
        own.first <= range.first &&
        range.last <= own.last,
    );
}

/** How many addresses each subnet of the VPC has for tasks and endpoints. */
export function addressesPerSubnet(cidr: string): number {
  const { prefix } = parse(cidr) ?? { prefix: 32 };
  return Math.max(0, 2 ** (32 - prefix - subnetPrefixBits) - reservedAddresses);
}

function parse(cidr: string): Range | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const prefix = parts[4] ?? 0;
  const bytes = parts.slice(0, 4);
  if (bytes.some((byte) => byte > 255) || prefix > 32) return undefined;
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  return { first: address, last: address + 2 ** (32 - prefix) - 1, prefix };
}

function firstAddressProblems(cidr: string, { first, prefix }: Range): string[] {
  const network = first - (first % 2 ** (32 - prefix));
  if (first === network) return [];
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.');
  return [`must begin at the first address of the range, ${dotted}/${prefix}, got "${cidr}"`];
}
