import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { ConfigError, messageOf } from '../errors';
import type { Store, Stored } from './store';
import { S3Client } from './s3-client';
import { S3Error } from './s3-error';

interface S3StoreOptions {
  readonly bucket: string;
  /** Of all keys: empty, or ending with a slash. */
  readonly prefix: string;
  readonly region: string;
  /** Where S3 answers, when it is not AWS's. */
  readonly endpoint: string | undefined;
}

/** A store in a bucket. Credentials are found as the SDK finds them, those of an ECS task included. */
export function s3Store({ bucket, prefix, region, endpoint }: S3StoreOptions): Store {
  const s3 = new S3Client({
    url: urlOf(bucket, region, endpoint),
    region,
    credentials: defaultProvider(),
  });
  const read = async (key: string): Promise<Stored | undefined> => {
    try {
      return await s3.get(prefix + key);
    } catch (error) {
      if (isCode(error, 'NoSuchKey')) return undefined;
      if (isCode(error, 'AccessDenied') && (await isMissing(prefix + key))) return undefined;
      throw explained(error, bucket);
    }
  };
  /**
   * S3 says of a missing object that it is forbidden to who may not list the whole bucket. Who may list
   * a folder of it can ask by the beginning of the key.
   * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  const isMissing = async (key: string): Promise<boolean> => {
    try {
      return !(await s3.finds(key));
    } catch {
      return false;
    }
  };
  return {
    read,
    write: async (key, bytes, readEtag) => {
      try {
        const condition: Record<string, string> =
          readEtag === undefined ? { 'if-none-match': '*' } : { 'if-match': readEtag };
        return (await s3.put(prefix + key, bytes, condition)).etag;
      } catch (error) {
        // 412: it is another one by now. 409: somebody else writes it at this moment. 404: it is
        // gone. Whoever calls looks at what is there and decides again.
        const isLost = isCode(
          error,
          'PreconditionFailed',
          'ConditionalRequestConflict',
          'OperationAborted',
          'NoSuchKey',
        );
        if (!isLost) throw explained(error, bucket);
        if (!(error instanceof S3Error) || !error.isRetried) return undefined;
        // An attempt before may have landed and its answer have been lost: then it is ours that is
        // there.
        const there = await read(key);
        return there !== undefined && Buffer.compare(there.bytes, bytes) === 0
          ? there.etag
          : undefined;
      }
    },
    close: () => s3.close(),
  };
}

/** The bucket's own host at AWS; a path elsewhere, where names of hosts may not be served. */
function urlOf(bucket: string, region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/+$/, '')}/${bucket}`;
  const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  // A certificate of AWS covers no dot in the name of a bucket.
  return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

/** Turns what no retry can help into wrong configuration, said in one line. */
function explained(error: unknown, bucket: string): unknown {
  if (isCode(error, 'NoSuchBucket')) {
    return new ConfigError(`DATA_URI must name a bucket that exists, got s3://${bucket}`);
  }
  if (isCode(error, 'RequestTimeTooSkewed', 'RequestExpired', 'RequestInTheFuture')) {
    const shown = new Date(Date.now()).toISOString();
    return new ConfigError(
      `the clock must be right within a quarter of an hour, and shows ${shown}: ${messageOf(error)}`,
    );
  }
  if (isExpired(error)) {
    return new ConfigError(
      `the credentials for s3://${bucket} have expired, get new ones: ${messageOf(error)}`,
    );
  }
  if (error instanceof S3Error && [301, 307, 400, 401, 403].includes(error.status)) {
    return new ConfigError(
      `DATA_URI must name a bucket of AWS_REGION that we may read and write, got s3://${bucket}: ${error.message}`,
    );
  }
  if (error instanceof Error && error.name === 'CredentialsProviderError') {
    return new ConfigError(`credentials for s3://${bucket} must be given: ${messageOf(error)}`);
  }
  return error;
}

/**
 * S3's codes, that of STS, and what the SDK says of a session of IAM Identity Center.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
function isExpired(error: unknown): boolean {
  if (isCode(error, 'ExpiredToken', 'TokenRefreshRequired')) return true;
  if (error instanceof S3Error || !(error instanceof Error)) return false;
  return (
    error.name === 'ExpiredTokenException' ||
    (error.name === 'CredentialsProviderError' && /\bexpired\b/.test(error.message))
  );
}

function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof S3Error && codes.includes(error.code);
}
