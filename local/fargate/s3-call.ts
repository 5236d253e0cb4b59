import type { Call } from '../../stacks/testing/permissions';

/**
 * What a request to S3 asks IAM for; nothing when the request is of a kind that no job has made yet.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 *
 * @param url path-style: `/<bucket>/<key>?…`
 * @param partition as in ARNs
 */
export function s3CallOf(method: string, url: string, partition: string): Call | undefined {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [bucket = '', ...rest] = decodeURIComponent(pathname).slice(1).split('/');
  const key = rest.join('/');
  const arn = `arn:${partition}:s3:::${bucket}`;
  if (key === '') {
    if (method !== 'GET' && method !== 'HEAD') return undefined;
    const prefix = searchParams.get('prefix');
    return {
      action: 's3:ListBucket',
      resource: arn,
      ...(prefix !== null && { context: { 's3:prefix': prefix } }),
    };
  }
  const action = objectActions[method];
  return action === undefined ? undefined : { action, resource: `${arn}/${key}` };
}

const objectActions: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  POST: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

/** The list that a role needs in order to be told of an object that it does not exist. */
export function listCallOf({ resource }: Call): Call {
  return { action: 's3:ListBucket', resource: resource.split('/')[0] ?? '' };
}
