import type { Call } from '../../../stacks/testing/permissions';
import { s3CallOf } from '../../fargate/s3-call';

/** What a bucket's settings are called in IAM, by what stands in the query. */
const settings: Readonly<Record<string, string>> = {
  accelerate: 'AccelerateConfiguration',
  acl: 'BucketAcl',
  cors: 'BucketCORS',
  encryption: 'EncryptionConfiguration',
  lifecycle: 'LifecycleConfiguration',
  location: 'BucketLocation',
  logging: 'BucketLogging',
  notification: 'BucketNotification',
  'object-lock': 'BucketObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  publicAccessBlock: 'BucketPublicAccessBlock',
  replication: 'ReplicationConfiguration',
  requestPayment: 'BucketRequestPayment',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  website: 'BucketWebsite',
};

/**
 * What a request to S3 asks IAM for.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 *
 * @param url path-style
 * @param partition as in ARNs
 */
export function s3CallsOf(method: string, url: string, partition: string): readonly Call[] {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const path = decodeURIComponent(pathname);
  const [, tagged] = /^\/v20180820\/tags\/(.*)/.exec(path) ?? [];
  if (tagged !== undefined) {
    const actions: Readonly<Record<string, string>> = {
      GET: 's3:ListTagsForResource',
      DELETE: 's3:UntagResource',
    };
    return [{ action: actions[method] ?? 's3:TagResource', resource: tagged }];
  }
  const [bucket = '', key = ''] = path.slice(1).split(/\/(.*)/);
  if (bucket === '') return [{ action: 's3:ListAllMyBuckets', resource: '*' }];
  const resource = `arn:${partition}:s3:::${bucket}`;
  const setting = Object.keys(settings).find((name) => searchParams.has(name));
  if (key === '' && setting !== undefined) {
    // Only a policy is deleted by an action of its own.
    const removes = setting === 'policy' ? 'Delete' : 'Put';
    const verb = method === 'GET' ? 'Get' : method === 'DELETE' ? removes : 'Put';
    return [{ action: `s3:${verb}${settings[setting] ?? ''}`, resource }];
  }
  if (key === '' && method === 'PUT') return [{ action: 's3:CreateBucket', resource }];
  if (key === '' && method === 'DELETE') return [{ action: 's3:DeleteBucket', resource }];
  if (key === '' && method === 'POST')
    return [{ action: 's3:DeleteObject', resource: `${resource}/*` }];
  if (key === '' && searchParams.has('versions')) {
    return [{ action: 's3:ListBucketVersions', resource }];
  }
  const call = s3CallOf(method, url, partition);
  return call === undefined ? [] : [call];
}
