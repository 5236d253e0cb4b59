import { paginateListObjectsV2, GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Manifest } from '../crawler/src/manifest';

const prefix = '_manifests/';
const atOnce = 16;

/** What the data bucket says of past runs. */
export interface Runs {
  /** Ascending by scheduled time. */
  readonly manifests: readonly Manifest[];
  /** Keys of manifests that cannot be read. */
  readonly broken: readonly string[];
}

/**
 * Reads the manifests of a bucket; those of a run's shards are left to the run's own.
 *
 * @param since runs of an earlier scheduled time are left out
 */
export async function readRuns(s3: S3Client, bucket: string, since: Date): Promise<Runs> {
  const keys: string[] = [];
  for await (const page of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix: prefix },
  )) {
    for (const { Key: key = '' } of page.Contents ?? []) {
      if (isSince(key, since)) keys.push(key);
    }
  }
  const manifests: Manifest[] = [];
  const broken: string[] = [];
  for (let first = 0; first < keys.length; first += atOnce) {
    const read = keys.slice(first, first + atOnce).map(async (key) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { key, manifest: parse((await Body?.transformToString()) ?? '') };
    });
    for (const { key, manifest } of await Promise.all(read)) {
      if (manifest === undefined) broken.push(key);
      else manifests.push(manifest);
    }
  }
  return {
    manifests: manifests.sort((a, b) => (a.scheduledTime < b.scheduledTime ? -1 : 1)),
    broken,
  };
}

/** Whether a key is that of a run, `_manifests/source=<source>/run=20261127T230000Z.json`, in time. */
function isSince(key: string, since: Date): boolean {
  const run = /^_manifests\/source=[^/]+\/run=(\d{8}T\d{6}Z)\.json$/.exec(key)?.[1];
  const first = since.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return run !== undefined && run >= first;
}

function parse(text: string): Manifest | undefined {
  try {
    const manifest = JSON.parse(text) as Partial<Manifest> | null;
    const whole =
      typeof manifest?.symbols === 'object' &&
      typeof manifest.counts === 'object' &&
      !Number.isNaN(Date.parse(manifest.scheduledTime ?? ''));
    return whole ? (manifest as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
