import {
  GetBucketEncryptionCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Settings } from '../../../stacks/settings/settings';
import { s3Client } from '../../aws/aws-client';
import { unknownFor, type Finding } from '../finding';

/** Whether the bucket that others keep is there, and set up as the jobs need it. */
export async function checkDataBucket(settings: Settings): Promise<Finding[]> {
  const { dataBucket: bucket } = settings.existing;
  if (bucket === undefined) return [];
  const s3 = new S3Client(s3Client(settings));
  try {
    const absence = await absenceOf(s3, bucket, settings);
    if (absence !== undefined) return [{ result: 'failed', detail: absence }];
    const found = await Promise.all(
      [checkVersions(s3, bucket), checkKey(s3, bucket, settings)].map((finding) =>
        finding.catch((error: unknown) => [unknownFor(error)]),
      ),
    );
    return [{ result: 'ok', detail: `${bucket} is there` }, ...found.flat()];
  } finally {
    s3.destroy();
  }
}

/** Why no job can reach it; nothing where jobs can. */
async function absenceOf(
  s3: S3Client,
  Bucket: string,
  { region }: Settings,
): Promise<string | undefined> {
  const elsewhere = (where: string) =>
    `the bucket ${Bucket} is in ${where}, and the jobs run in ${region}: name one of ${region} in existing.dataBucket`;
  try {
    const { BucketRegion = region } = await s3.send(new HeadBucketCommand({ Bucket }));
    return BucketRegion === region ? undefined : elsewhere(BucketRegion);
  } catch (error) {
    // An answer to HEAD has no body, and the SDK its status alone to name the error by.
    // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
    switch (statusOf(error)) {
      case 301:
        return elsewhere('another region');
      case 404:
        return `the bucket ${Bucket} does not exist: ask its owner, or name another in existing.dataBucket`;
      default:
        throw error;
    }
  }
}

async function checkVersions(s3: S3Client, Bucket: string): Promise<Finding[]> {
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }));
  return Status === 'Enabled'
    ? []
    : [
        {
          result: 'unknown',
          detail: `the bucket ${Bucket} keeps no versions: what a run overwrites is gone; its owner can switch versioning on`,
        },
      ];
}

async function checkKey(
  s3: S3Client,
  Bucket: string,
  { encryption }: Settings,
): Promise<Finding[]> {
  const { ServerSideEncryptionConfiguration: found } = await s3.send(
    new GetBucketEncryptionCommand({ Bucket }),
  );
  const { KMSMasterKeyID: key } = found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault ?? {};
  // Without a key of its own it has AWS's, which is open to whoever may use the bucket.
  if (key === undefined || key.endsWith('alias/aws/s3')) return [];
  // S3 tells of the key as the owner named it: by its ARN, or by its ID.
  // https://docs.aws.amazon.com/AmazonS3/latest/API/API_ServerSideEncryptionByDefault.html
  if (encryption?.kmsKeyArn.endsWith(key) === true) return [];
  if (encryption !== undefined && /\balias\//.test(key)) {
    return [
      {
        result: 'unknown',
        detail: `the bucket ${Bucket} is encrypted by ${key}, which must lead to ${encryption.kmsKeyArn}: ask its owner`,
      },
    ];
  }
  return [
    {
      result: 'failed',
      detail: `the bucket ${Bucket} is encrypted by ${key}, which the jobs may not use: write its ARN into encryption.kmsKeyArn, or ask the owner for S3's own encryption`,
    },
  ];
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
}
