// A VPC may have /16 to /28; below /24 the subnets of six zones would have no room.
// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
const widest = 16;
const narrowest = 24;

/** The IPv4 range of the VPC. */
export function vpcCidrProblems(cidr: string): string[] {
  const problem = `must be an IPv4 range from /${widest} to /${narrowest} such as 10.0.0.0/16, got "${cidr}"`;
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.slice(1).map(Number);
  if (parts === undefined) return [problem];
  const length = parts[4] ?? 0;
  const bytes = parts.slice(0, 4);
  if (bytes.some((byte) => byte > 255) || length < widest || length > narrowest) return [problem];

  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - length);
  if (address % size === 0) return [];
  const network = address - (address % size);
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256).join('.');
  return [`must begin at the first address of the range, ${dotted}/${length}, got "${cidr}"`];
}
