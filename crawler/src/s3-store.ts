import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Store, Stored } from './store';

/**
 * A lake in a bucket. The SDK finds region, credentials and endpoint in the environment.
 *
 * @param prefix of all keys; empty, or ending with a slash
 * @param endpoint whether `AWS_ENDPOINT_URL` names another S3, which knows no bucket by its host name
 */
export function s3Store(bucket: string, prefix: string, endpoint: string | undefined): Store {
  const s3 = new S3Client({ maxAttempts: 5, forcePathStyle: endpoint !== undefined });
  const read = async (key: string): Promise<Stored | undefined> => {
    try {
      const { Body, ETag } = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: prefix + key }),
      );
      if (Body === undefined || ETag === undefined) throw new Error(`${key} came without a body`);
      return { bytes: await Body.transformToByteArray(), etag: ETag };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw error;
    }
  };
  return {
    read,
    write: async (key, bytes, readEtag) => {
      try {
        await s3.send(
          new PutObjectCommand({
            Bucket: bucket,
            Key: prefix + key,
            Body: bytes,
            ...(readEtag === undefined ? { IfNoneMatch: '*' } : { IfMatch: readEtag }),
          }),
        );
        return true;
      } catch (error) {
        if (isNamed(error, 'ConditionalRequestConflict', 'NoSuchKey')) return false;
        if (!isNamed(error, 'PreconditionFailed')) throw error;
        // The first try may have landed and its answer have been lost: then it is ours that is there.
        const there = await read(key);
        return there !== undefined && Buffer.compare(there.bytes, bytes) === 0;
      }
    },
  };
}

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
