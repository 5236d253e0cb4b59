/** Where state machines keep what they claim, which no job may touch. */
export const claimsFolder = '_runs';

/**
 * A folder of the data bucket. The characters are those that S3 calls safe, and mean nothing to IAM.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export function dataPrefixProblems(prefix: string): string[] {
  if (!/^[\w!'().=-]+(\/[\w!'().=-]+)*$/.test(prefix) || /(^|\/)\.{1,2}(\/|$)/.test(prefix)) {
    return [
      `must be a folder such as reports or reports/daily, without a slash at either end, got ${JSON.stringify(prefix)}`,
    ];
  }
  return prefix.split('/')[0] === claimsFolder
    ? [`must not lie in ${claimsFolder}/, which is the state machines', got "${prefix}"`]
    : [];
}

interface DataRight {
  readonly access: 'none' | 'read' | 'write';
  readonly prefix?: string | undefined;
}

/** What needs the whole bucket, for reading and writing. */
export function wholeDataProblems(data: DataRight, why: string, advice: string): string[] {
  if (data.access === 'write' && data.prefix === undefined) return [];
  return [`must be true for ${why}, got ${JSON.stringify(written(data))}; ${advice}`];
}

/** As it stands in `config.ts`. */
function written({ access, prefix }: DataRight): unknown {
  if (prefix !== undefined) return { prefix, access };
  return access === 'none' ? false : access;
}
