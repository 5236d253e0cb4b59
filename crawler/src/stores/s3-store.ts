import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { ConfigError, messageOf } from '../errors';
import type { Store, Stored } from '../store';

/** Includes the first; the SDK repeats server errors, SlowDown and broken connections. */
const attempts = 5;
const conflictAttempts = 5;

export interface S3StoreOptions {
  readonly bucket: string;
  /** Of all keys: empty, or ending in a slash. */
  readonly prefix: string;
  /** Whether another S3 than AWS's answers, which may know no bucket by its host name. */
  readonly pathStyle: boolean;
}

/** A lake in a bucket. The SDK finds region, credentials and endpoint in the environment. */
export function openS3Store({ bucket, prefix, pathStyle }: S3StoreOptions): Store {
  const s3 = new S3Client({ maxAttempts: attempts, forcePathStyle: pathStyle });

  async function read(key: string): Promise<Stored | undefined> {
    try {
      const { Body: body, ETag: etag } = await s3.send(
        new GetObjectCommand({ Bucket: bucket, Key: prefix + key }),
      );
      if (body === undefined || etag === undefined) {
        throw new Error(`s3://${bucket}/${prefix}${key} came without a body`);
      }
      return { bytes: await body.transformToByteArray(), etag };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      throw explain(error, bucket);
    }
  }

  async function write(
    key: string,
    bytes: Uint8Array,
    readEtag: string | undefined,
  ): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: prefix + key,
      Body: bytes,
      ...(readEtag === undefined ? { IfNoneMatch: '*' } : { IfMatch: readEtag }),
    });
    for (let attempt = 1; ; attempt++) {
      try {
        await s3.send(command);
        return true;
      } catch (error) {
        // 412, or 404 where the object is gone: the caller looks at what is there now.
        if (isNamed(error, 'PreconditionFailed', 'NoSuchKey')) return false;
        // 409: another conditional write was under way; nothing is known of the object's state.
        const mayRepeat = isNamed(error, 'ConditionalRequestConflict', 'OperationAborted');
        if (!mayRepeat || attempt === conflictAttempts) throw explain(error, bucket);
      }
    }
  }

  function close(): Promise<void> {
    s3.destroy();
    return Promise.resolve();
  }

  return { read, write, close };
}

/** Turns what no retry can help into wrong configuration. */
function explain(error: unknown, bucket: string): unknown {
  if (isNamed(error, 'NoSuchBucket')) {
    return new ConfigError([`DATA_URI must name a bucket that exists, got s3://${bucket}`]);
  }
  if (isNamed(error, 'AccessDenied', 'Forbidden', 'InvalidAccessKeyId', 'SignatureDoesNotMatch')) {
    return new ConfigError([
      `DATA_URI must name a bucket that this role may read and write, got s3://${bucket}: ${messageOf(error)}`,
    ]);
  }
  if (isNamed(error, 'CredentialsProviderError')) {
    return new ConfigError([`credentials for s3://${bucket} must be given: ${messageOf(error)}`]);
  }
  return error;
}

function isNamed(error: unknown, ...names: string[]): boolean {
  return error instanceof Error && names.includes(error.name);
}
