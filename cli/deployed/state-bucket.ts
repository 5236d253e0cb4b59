import {
  CreateBucketCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  S3Client,
  type BucketLocationConstraint,
} from '@aws-sdk/client-s3';
import { partitionOf } from '../../stacks/rules/partition';
import type { StateOf } from '../../stacks/settings/state-location';
import type { Settings } from '../../stacks/settings/settings';
import { requireAccount } from './account';
import { s3Client } from '../aws/aws-client';
import { Failure } from '../failure';

/**
 * Creates the state bucket, or corrects it: versioned, encrypted, reached over
 * TLS only, and not by the public. What else its policy says stays.
 *
 * @returns whether it was created
 * @throws Failure when the bucket is somebody else's, or the credentials are
 */
export async function initStateBucket(settings: Settings, state: StateOf<'s3'>): Promise<boolean> {
  const region = state.region ?? settings.region;
  await requireAccount(settings);
  const s3 = new S3Client(s3Client({ region }));
  try {
    const created = await ensureBucket(s3, settings, state, region);
    await secureBucket(s3, state, region, created);
    return created;
  } finally {
    s3.destroy();
  }
}

async function ensureBucket(
  s3: S3Client,
  { environment, accountId }: Settings,
  { bucket }: StateOf<'s3'>,
  region: string,
): Promise<boolean> {
  const place = `environments.${environment}.state`;
  try {
    const { BucketRegion = region } = await s3.send(
      new HeadBucketCommand({
        Bucket: bucket,
        ...(accountId !== undefined && { ExpectedBucketOwner: accountId }),
      }),
    );
    if (BucketRegion === region) return false;
    throw new Failure(
      `the bucket ${bucket} is in ${BucketRegion}, not in ${region}: write region: '${BucketRegion}' into ${place} of config.ts`,
    );
  } catch (error) {
    // S3 says no more than the number, as the answer has no body.
    const status = statusOf(error);
    if (status === 301) {
      throw new Failure(
        `the bucket ${bucket} is in another region than ${region}: write its region into ${place} of config.ts`,
      );
    }
    if (status === 403) throw notOurs(bucket, place);
    if (status !== 404) throw error;
  }
  try {
    await s3.send(
      new CreateBucketCommand({
        Bucket: bucket,
        // The first region is the default and may not be named.
        ...(region !== 'us-east-1' && {
          CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint },
        }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'BucketAlreadyExists')
      throw notOurs(bucket, place);
    throw error;
  }
}

function notOurs(bucket: string, place: string): Failure {
  return new Failure(
    `the bucket ${bucket} belongs to another account, or these credentials may not see it: choose another name in ${place}.bucket of config.ts, or another AWS_PROFILE`,
  );
}

async function secureBucket(
  s3: S3Client,
  { bucket, kmsKeyId }: StateOf<'s3'>,
  region: string,
  created: boolean,
): Promise<void> {
  const Bucket = bucket;
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await s3.send(
    new PutBucketOwnershipControlsCommand({
      Bucket,
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    }),
  );
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  // S3 encrypts each bucket by itself. A key that one has already stays, named in config.ts or not.
  if (created || kmsKeyId !== undefined) {
    await s3.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [
            kmsKeyId === undefined
              ? { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }
              : {
                  ApplyServerSideEncryptionByDefault: {
                    SSEAlgorithm: 'aws:kms',
                    KMSMasterKeyID: kmsKeyId,
                  },
                  BucketKeyEnabled: true,
                },
          ],
        },
      }),
    );
  }
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: withTlsOnly(bucket, region, await policyOf(s3, bucket)),
    }),
  );
}

interface Policy {
  readonly Statement?: readonly { readonly Sid?: string }[];
}

async function policyOf(s3: S3Client, bucket: string): Promise<Policy> {
  try {
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    return JSON.parse(Policy ?? '{}') as Policy;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') return {};
    throw error;
  }
}

/** Adds the statement to those of the bucket, once. */
function withTlsOnly(bucket: string, region: string, policy: Policy): string {
  const Sid = 'TlsOnly';
  const arn = `arn:${partitionOf(region)}:s3:::${bucket}`;
  return JSON.stringify({
    Version: '2012-10-17',
    ...policy,
    Statement: [
      ...(policy.Statement ?? []).filter((statement) => statement.Sid !== Sid),
      {
        Sid,
        Effect: 'Deny',
        Principal: '*',
        // In capitals for the local AWS; see stacks/task/data-bucket.ts.
        Action: 'S3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
}
