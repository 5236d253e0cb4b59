import type { S3Client } from '@aws-sdk/client-s3';
import { checkRecordSchema, type CheckRecord } from '../../crawler/src/public/check-record';
import type { DataPlace } from '../deployed/data-place';
import { newestKeys, sourcesIn } from './run-keys';
import { readRecords, type BrokenRecord } from './run-records';

/** Reads what the last check of each source found; the data itself is not read. */
export async function readLastChecks(
  s3: S3Client,
  { bucket, folder }: DataPlace,
  now: Date,
): Promise<{ records: CheckRecord[]; broken: BrokenRecord[] }> {
  const keys: string[] = [];
  for (const source of await sourcesIn(s3, bucket, `${folder}_checks/`)) {
    keys.push(...(await newestKeys(s3, bucket, source, 1, now)));
  }
  return readRecords(s3, bucket, keys, checkRecordSchema);
}
