import { S3Client } from '@aws-sdk/client-s3';
import type { Settings } from '../../stacks/settings/settings';
import type { StateOf } from '../../stacks/settings/state-location';
import { s3Client } from '../aws/aws-client';

/** A client for a state bucket, which may be of another account than the rest, and elsewhere. */
export function stateClient(settings: Settings, state: StateOf<'s3'>): S3Client {
  const { region = settings.region, roleArn, endpoint, usePathStyle } = state;
  return new S3Client(s3Client({ region, deployRoleArn: roleArn, endpoint, usePathStyle }));
}
