import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketObjectLockConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-object-lock-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import type { Settings } from '../settings/settings';
import { policyDocument } from '../stack/policy';

// An answer that was set aside is written anew by each run that sees it, and wins when three have: also
// of a job that runs once a month, whose runs are 31 days apart.
const suspectDays = 90;
const unfinishedUploadDays = 7;

export interface DataBucketProps {
  /** Name of the bucket, unique in all of AWS. */
  readonly name: string;
  /** Whether it exists already and is imported. */
  readonly imported: boolean;
  /** Whether Terraform refuses to destroy it, and never empties it. */
  readonly protect: boolean;
  /** The key that encrypts it; S3's own when not set. */
  readonly kmsKeyArn?: string | undefined;
  /** What it keeps, and for how long. */
  readonly keeps: Settings['dataBucket'];
}

/** The bucket that jobs write to: encrypted, versioned, private, reached over TLS only. */
export class DataBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(scope: Construct, id: string, props: DataBucketProps) {
    super(scope, id);
    const { rawDays, oldVersionDays, accessLogBucket, objectLock } = props.keeps;
    this.bucket = new S3Bucket(this, 'bucket', {
      bucket: props.name,
      forceDestroy: !props.protect,
      lifecycle: { preventDestroy: props.protect },
    });
    if (props.imported) this.bucket.importFrom(props.name);
    const bucket = this.bucket.id;
    const publicAccess = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'ownership', {
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [
        props.kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: {
                sseAlgorithm: 'aws:kms',
                kmsMasterKeyId: props.kmsKeyArn,
              },
              // KMS is asked for a key of the bucket, not for one of each object, and is paid by the call.
              bucketKeyEnabled: true,
            },
      ],
      // Every bucket has some, and that of another's may be with a key.
      ...(props.imported &&
        props.kmsKeyArn === undefined && { lifecycle: { ignoreChanges: ['rule'] } }),
    });
    if (props.imported) encryption.importFrom(props.name);
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: 'Enabled' },
    });
    new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policyDocument({
        Sid: 'TlsOnly',
        Effect: 'Deny',
        Principal: '*',
        // IAM reads the names of actions without regard to case. moto does not, and does not know
        // the condition either: it would take `s3:*` for a denial of every call there is.
        // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
        Action: ['S3:*'],
        Resource: [this.bucket.arn, `${this.bucket.arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      // S3 refuses two changes of one bucket's access at the same moment.
      dependsOn: [publicAccess],
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [
        {
          id: 'old-versions',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          noncurrentVersionExpiration: [{ noncurrentDays: oldVersionDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: unfinishedUploadDays }],
        },
        {
          id: 'raw',
          status: 'Enabled',
          filter: [{ prefix: 'raw/' }],
          expiration: [{ days: rawDays }],
        },
        {
          id: 'suspect',
          status: 'Enabled',
          filter: [{ prefix: '_suspect/' }],
          expiration: [{ days: suspectDays }],
        },
      ],
      // Rules about old versions make sense once there are versions.
      dependsOn: [versioning],
    });
    if (accessLogBucket !== undefined) {
      new S3BucketLoggingA(this, 'access-log', {
        bucket,
        targetBucket: accessLogBucket,
        targetPrefix: `${this.bucket.bucket}/`,
      });
    }
    if (objectLock !== undefined) {
      // Not by the bucket's own attribute, for which the provider would make a bucket anew.
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html
      new S3BucketObjectLockConfigurationA(this, 'object-lock', {
        bucket,
        rule: { defaultRetention: objectLock },
        dependsOn: [versioning],
      });
    }
  }
}
