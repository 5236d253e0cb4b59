import {
  paginateListObjectsV2,
  type ListObjectsV2CommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';

const recentMs = 40 * 24 * 3_600_000;

/** The folders of all sources below a folder such as `_manifests/`. */
export async function sourcesIn(s3: S3Client, bucket: string, folder: string): Promise<string[]> {
  const sources: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: folder, Delimiter: '/' },
  )) {
    sources.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix));
  }
  return sources;
}

/**
 * The keys of the newest runs of a source, ascending. Keys ascend by time. A run every few minutes
 * leaves thousands a month, so old ones are left out.
 *
 * @param folder of the source
 */
export async function newestKeys(
  s3: S3Client,
  bucket: string,
  folder: string,
  count: number,
  now: Date,
): Promise<string[]> {
  const keys = await keysSince(s3, bucket, folder, new Date(now.getTime() - recentMs));
  const enough = keys.length >= count;
  return (enough ? keys : await keysOf(s3, { Bucket: bucket, Prefix: folder })).slice(-count);
}

/** The keys of all runs of a source since a scheduled time. */
export function keysSince(
  s3: S3Client,
  bucket: string,
  folder: string,
  since: Date,
): Promise<string[]> {
  const first = since.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return keysOf(s3, { Bucket: bucket, Prefix: folder, StartAfter: `${folder}run=${first}` });
}

/** What whole runs leave; tasks that share a run leave theirs in a folder below. */
async function keysOf(s3: S3Client, input: ListObjectsV2CommandInput): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, input)) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys.filter((key) => /\/source=[^/]+\/run=[^/]+\.json$/.test(key));
}
