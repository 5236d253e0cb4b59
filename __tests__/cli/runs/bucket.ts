import { S3Client } from '@aws-sdk/client-s3';

/** A bucket of these objects, which lists two at a time. */
export function bucketOf(objects: Record<string, string>): S3Client {
  const s3 = new S3Client({ region: 'us-east-1' });
  const send = (command: { input: Record<string, string | undefined> }): Promise<unknown> => {
    const { Key: key, ContinuationToken: token = '0', Delimiter, StartAfter } = command.input;
    const { Prefix: prefix = '' } = command.input;
    if (Delimiter !== undefined) {
      return Promise.resolve({ CommonPrefixes: [{ Prefix: `${prefix}source=yahoo/` }] });
    }
    const keys = Object.keys(objects).filter(
      (each) => each.startsWith(prefix) && each > (StartAfter ?? ''),
    );
    if (key !== undefined) {
      return Promise.resolve({
        Body: { transformToString: () => Promise.resolve(objects[key] ?? '') },
      });
    }
    const next = Number(token) + 2;
    return Promise.resolve({
      Contents: keys.slice(Number(token), next).map((Key) => ({ Key })),
      ...(next < keys.length && { NextContinuationToken: String(next) }),
    });
  };
  return Object.assign(s3, { send });
}
