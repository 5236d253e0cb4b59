import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketLoggingCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
  type BucketLocationConstraint,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { partitionOf } from '../../stacks/rules/partition';
import { stateAccount, type StateOf } from '../../stacks/settings/state-location';
import type { Settings } from '../../stacks/settings/settings';
import { ownerTags } from '../../stacks/settings/tags';
import { requireAccount } from './account';
import { Failure } from '../failure';
import { stateClient } from './state-client';

/** How long a state that another has replaced can still be brought back. */
export const oldVersionDays = 90;
const unfinishedUploadDays = 7;

/**
 * Creates the state bucket, or corrects it: versioned with an end for old versions, tagged, encrypted,
 * reached over TLS only, and not by the public. What else its policy, its rules and its tags say stays.
 *
 * @returns whether it was created
 * @throws Failure when the bucket is somebody else's, or the credentials are
 */
export async function initStateBucket(settings: Settings, state: StateOf<'s3'>): Promise<boolean> {
  const region = state.region ?? settings.region;
  const owner = stateAccount(settings, state);
  // A role that config.ts names is of the account that it names.
  if (state.roleArn === undefined && owner !== undefined) await requireAccount(settings);
  const s3 = stateClient(settings, state);
  try {
    const created = await ensureBucket(s3, { ...settings, accountId: owner }, state, region);
    await secureBucket(s3, state, region, created);
    await endOldVersions(s3, state.bucket);
    await tagBucket(s3, state.bucket, settings);
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
    if (isNamed(error, 'BucketAlreadyExists')) throw notOurs(bucket, place);
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
  { bucket, kmsKeyId, accessLogBucket }: StateOf<'s3'>,
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
  if (accessLogBucket !== undefined) {
    await s3.send(
      new PutBucketLoggingCommand({
        Bucket,
        BucketLoggingStatus: {
          LoggingEnabled: { TargetBucket: accessLogBucket, TargetPrefix: `${bucket}/` },
        },
      }),
    );
  }
}

/** Every apply leaves versions behind, of the state and of its lock. Where a rule ends them already, it stays. */
async function endOldVersions(s3: S3Client, Bucket: string): Promise<void> {
  const known = await found(
    s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })),
    'NoSuchLifecycleConfiguration',
  );
  const theirs = known?.Rules ?? [];
  const ends = ({ Status, NoncurrentVersionExpiration: end }: LifecycleRule): boolean =>
    Status === 'Enabled' && end !== undefined;
  if (theirs.some(ends)) return;
  const ours: LifecycleRule = {
    ID: 'old-versions',
    Status: 'Enabled',
    Filter: { Prefix: '' },
    NoncurrentVersionExpiration: { NoncurrentDays: oldVersionDays },
    // What is left of a lock once its versions are gone.
    Expiration: { ExpiredObjectDeleteMarker: true },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: unfinishedUploadDays },
  };
  await s3.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: { Rules: [...theirs, ours] },
    }),
  );
}

/** Adds the project's tags. Those that it has stay: other environments and projects may share it. */
async function tagBucket(s3: S3Client, Bucket: string, settings: Settings): Promise<void> {
  const known = await found(s3.send(new GetBucketTaggingCommand({ Bucket })), 'NoSuchTagSet');
  const theirs = known?.TagSet ?? [];
  const missing = Object.entries({ ...ownerTags(settings), ...settings.tags })
    .filter(([key]) => !theirs.some(({ Key }) => Key === key))
    .map(([Key, Value]) => ({ Key, Value }));
  if (missing.length === 0) return;
  await s3.send(
    new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: [...theirs, ...missing] } }),
  );
}

interface Policy {
  readonly Statement?: readonly { readonly Sid?: string }[];
}

async function policyOf(s3: S3Client, bucket: string): Promise<Policy> {
  const known = await found(
    s3.send(new GetBucketPolicyCommand({ Bucket: bucket })),
    'NoSuchBucketPolicy',
  );
  return JSON.parse(known?.Policy ?? '{}') as Policy;
}

/** What S3 answers; nothing where it is an error of this name, which says that there is none. */
async function found<Answer>(answer: Promise<Answer>, none: string): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isNamed(error, none)) return undefined;
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

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
}
