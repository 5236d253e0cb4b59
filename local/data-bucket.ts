import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';

/** An S3 client of the local AWS, which knows no bucket by its host name. */
export function localS3(endpoint: string, region = 'us-east-1'): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
}

/** The entity tag of every object in a bucket, by key. */
export async function listObjects(s3: S3Client, bucket: string): Promise<Map<string, string>> {
  const objects = new Map<string, string>();
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket })) {
    for (const { Key: key = '', ETag: etag = '' } of page.Contents ?? []) objects.set(key, etag);
  }
  return objects;
}

/** Copies objects into a folder, so that DuckDB needs no extension to read them. */
export async function downloadObjects(
  s3: S3Client,
  bucket: string,
  keys: Iterable<string>,
  directory: string,
): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  for (const key of keys) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const path = join(directory, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, (await Body?.transformToByteArray()) ?? new Uint8Array());
  }
}
