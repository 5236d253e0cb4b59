import type { Settings } from '../../stacks/settings/settings';

/**
 * The options of every AWS client of the command: bounded calls, a few retries, and the region of
 * `config.ts`, whatever the shell says. Credentials and `AWS_ENDPOINT_URL` are the SDK's business.
 */
export function awsClient({ region }: Pick<Settings, 'region'>) {
  return {
    region,
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      // Without it the SDK warns and waits on.
      throwOnRequestTimeout: true,
    },
  };
}

/** The same for S3: another S3 than AWS's knows no bucket by its host name. */
export function s3Client(settings: Pick<Settings, 'region'>) {
  return {
    ...awsClient(settings),
    forcePathStyle: process.env['AWS_ENDPOINT_URL'] !== undefined,
  };
}
