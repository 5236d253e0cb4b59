import {
  GetObjectCommand,
  paginateListObjectsV2,
  type ListObjectsV2CommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { z } from 'zod';

/** The parts of a run's manifest that the command reads; the crawler writes more. */
const manifestSchema = z.object({
  source: z.string(),
  scheduledTime: z.iso.datetime(),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime(),
  outcome: z.enum(['done', 'failed', 'interrupted']),
  symbols: z.record(
    z.string(),
    z.object({
      status: z.string(),
      rows: z.number().optional(),
      last: z.string().optional(),
      error: z.string().optional(),
    }),
  ),
});

export type RunManifest = z.infer<typeof manifestSchema>;

/** A manifest that cannot be read, and why. */
export interface BrokenManifest {
  readonly key: string;
  readonly reason: string;
}

export interface Manifests {
  readonly manifests: readonly RunManifest[];
  readonly broken: readonly BrokenManifest[];
}

const folder = '_manifests/';
const atOnce = 16;
const recentMs = 40 * 24 * 3_600_000;

/**
 * Reads the newest manifests of every source in the data bucket.
 *
 * @param count how many of each source
 * @returns the newest first
 */
export async function readManifests(
  s3: S3Client,
  bucket: string,
  count: number,
): Promise<Manifests> {
  const keys: string[] = [];
  for (const source of await foldersIn(s3, bucket, folder)) {
    keys.push(...(await newestKeys(s3, bucket, source, count)).slice(-count));
  }
  return readAll(s3, bucket, keys);
}

/**
 * Reads the manifests of all runs since a scheduled time.
 *
 * @returns the newest first
 */
export async function readManifestsSince(
  s3: S3Client,
  bucket: string,
  since: Date,
): Promise<Manifests> {
  const first = since.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const keys: string[] = [];
  for (const source of await foldersIn(s3, bucket, folder)) {
    keys.push(
      ...(await keysOf(s3, {
        Bucket: bucket,
        Prefix: source,
        StartAfter: `${source}run=${first}`,
      })),
    );
  }
  return readAll(s3, bucket, keys);
}

async function readAll(s3: S3Client, bucket: string, keys: readonly string[]): Promise<Manifests> {
  const manifests: RunManifest[] = [];
  const broken: BrokenManifest[] = [];
  for (let first = 0; first < keys.length; first += atOnce) {
    const batch = keys.slice(first, first + atOnce);
    for (const read of await Promise.all(batch.map((key) => readManifest(s3, bucket, key)))) {
      if ('reason' in read) broken.push(read);
      else manifests.push(read);
    }
  }
  manifests.sort((a, b) => Date.parse(b.scheduledTime) - Date.parse(a.scheduledTime));
  return { manifests, broken };
}

/** Keys ascend by time. A run every few minutes leaves thousands a month, so old ones are left out. */
async function newestKeys(
  s3: S3Client,
  bucket: string,
  source: string,
  count: number,
): Promise<string[]> {
  const recent = new Date(Date.now() - recentMs).toISOString().slice(0, 10).replaceAll('-', '');
  const keys = await keysOf(s3, {
    Bucket: bucket,
    Prefix: source,
    StartAfter: `${source}run=${recent}`,
  });
  return keys.length >= count ? keys : keysOf(s3, { Bucket: bucket, Prefix: source });
}

/** The manifests of whole runs; tasks that share a run leave theirs in a folder below. */
async function keysOf(s3: S3Client, input: ListObjectsV2CommandInput): Promise<string[]> {
  const keys: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, input)) {
    keys.push(...Contents.map(({ Key = '' }) => Key));
  }
  return keys.filter((key) => /^_manifests\/source=[^/]+\/run=[^/]+\.json$/.test(key));
}

async function foldersIn(s3: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  for await (const { CommonPrefixes = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: prefix, Delimiter: '/' },
  )) {
    folders.push(...CommonPrefixes.map(({ Prefix = '' }) => Prefix));
  }
  return folders;
}

async function readManifest(
  s3: S3Client,
  bucket: string,
  key: string,
): Promise<RunManifest | BrokenManifest> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return parseManifest(key, (await Body?.transformToString()) ?? '');
}

export function parseManifest(key: string, text: string): RunManifest | BrokenManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { key, reason: text === '' ? 'it is empty' : 'it is not JSON' };
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { key, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}` };
}
