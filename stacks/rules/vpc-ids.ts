// Since 2018 an ID has 17 digits; older resources keep their 8.
// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
const digits = /^([0-9a-f]{8}|[0-9a-f]{17})$/;

/** The ID of a part of a VPC, such as `subnet-0a1b2c3d4e5f60718`. */
export function idProblems(kind: 'vpc' | 'subnet' | 'sg', id: string): string[] {
  return id.startsWith(`${kind}-`) && digits.test(id.slice(kind.length + 1))
    ? []
    : [`must be ${kind}- and 17 hex digits, got "${id}"`];
}
