import type { S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { DataPlace } from '../deployed/data-place';
import { keysSince, newestKeys, sourcesIn } from './run-keys';
import { readRecords, type BrokenRecord } from './run-records';

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
      accepted: z.string().optional(),
      doubts: z.array(z.object({ words: z.string() })).optional(),
    }),
  ),
});

export type RunManifest = z.infer<typeof manifestSchema>;

export interface Manifests {
  readonly manifests: readonly RunManifest[];
  readonly broken: readonly BrokenRecord[];
}

/**
 * Reads the newest manifests of every source in the data bucket.
 *
 * @param count how many of each source
 * @returns the newest first
 */
export async function readManifests(
  s3: S3Client,
  { bucket, folder }: DataPlace,
  count: number,
  now: Date,
): Promise<Manifests> {
  const keys: string[] = [];
  for (const source of await sourcesIn(s3, bucket, `${folder}_manifests/`)) {
    keys.push(...(await newestKeys(s3, bucket, source, count, now)));
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
  { bucket, folder }: DataPlace,
  since: Date,
): Promise<Manifests> {
  const keys: string[] = [];
  for (const source of await sourcesIn(s3, bucket, `${folder}_manifests/`)) {
    keys.push(...(await keysSince(s3, bucket, source, since)));
  }
  return readAll(s3, bucket, keys);
}

async function readAll(s3: S3Client, bucket: string, keys: readonly string[]): Promise<Manifests> {
  const { records, broken } = await readRecords(s3, bucket, keys, manifestSchema);
  records.sort((a, b) => Date.parse(b.scheduledTime) - Date.parse(a.scheduledTime));
  return { manifests: records, broken };
}
