import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { z } from 'zod';

/** What a run has left and cannot be read, and why. */
export interface BrokenRecord {
  readonly key: string;
  readonly reason: string;
}

const atOnce = 16;

/** Reads what runs have left. */
export async function readRecords<Kind extends object>(
  s3: S3Client,
  bucket: string,
  keys: readonly string[],
  schema: z.ZodType<Kind>,
): Promise<{ records: Kind[]; broken: BrokenRecord[] }> {
  const records: Kind[] = [];
  const broken: BrokenRecord[] = [];
  const read = async (key: string): Promise<Kind | BrokenRecord> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return parseRecord(schema, key, (await Body?.transformToString()) ?? '');
  };
  for (let first = 0; first < keys.length; first += atOnce) {
    const batch = keys.slice(first, first + atOnce);
    for (const record of await Promise.all(batch.map(read))) {
      if ('reason' in record) broken.push(record);
      else records.push(record);
    }
  }
  return { records, broken };
}

function parseRecord<Kind>(
  schema: z.ZodType<Kind>,
  key: string,
  text: string,
): Kind | BrokenRecord {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { key, reason: text === '' ? 'it is empty' : 'it is not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  return { key, reason: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is wrong'}` };
}
