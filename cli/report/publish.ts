import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Settings } from '../../stacks/settings/settings';
import { s3Client } from '../aws/aws-client';
import { UsageError } from '../usage-error';

export interface Target {
  readonly bucket: string;
  readonly key: string;
}

export interface Link {
  readonly url: string;
  readonly ends: Date;
  /** Whether the credentials may end before, as those of a session that does not say when. */
  readonly mayEndBefore: boolean;
}

const target = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/(.*[^/])$/;

/** Reads `s3://bucket/key`. */
export function parseTarget(text: string): Target {
  const [, bucket, key] = target.exec(text) ?? [];
  if (bucket === undefined || key === undefined) {
    throw new UsageError(
      `--publish must be s3://bucket/key such as s3://acme-pages/report.html, got "${text}"`,
    );
  }
  return { bucket, key };
}

/** Puts the page into a bucket, which stays as private as it is, and makes a link to it. */
export async function publish(
  settings: Settings,
  { bucket, key }: Target,
  page: string,
  seconds: number,
  now: Date,
): Promise<Link> {
  const s3 = new S3Client(s3Client(settings));
  try {
    const object = { Bucket: bucket, Key: key };
    await s3.send(
      new PutObjectCommand({
        ...object,
        Body: page,
        ContentType: 'text/html; charset=utf-8',
        // The next one has the same key.
        CacheControl: 'no-cache',
      }),
    );
    const url = await getSignedUrl(s3, new GetObjectCommand(object), {
      expiresIn: seconds,
      signingDate: now,
    });
    const credentials = await s3.config.credentials();
    return { url, ...endOf(credentials, now, seconds) };
  } finally {
    s3.destroy();
  }
}

/**
 * A link ends with the credentials that it was signed with.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
 */
export function endOf(
  {
    expiration,
    sessionToken,
  }: { readonly expiration?: Date | undefined; readonly sessionToken?: string | undefined },
  now: Date,
  seconds: number,
): Omit<Link, 'url'> {
  const asked = new Date(now.getTime() + seconds * 1000);
  return {
    ends: expiration !== undefined && expiration < asked ? expiration : asked,
    mayEndBefore: expiration === undefined && sessionToken !== undefined,
  };
}
