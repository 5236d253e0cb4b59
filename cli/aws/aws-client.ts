import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { roleSessionName } from '../../stacks/rules/iam';
import type { Settings } from '../../stacks/settings/settings';

type Place = Pick<Settings, 'region' | 'deployRoleArn'>;

/** Credentials as the SDK's clients take them, which ask for others before they expire. */
interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | undefined;
}

/** By role: the clients of a command share one. */
const sessions = new Map<string, Promise<Session>>();
// A client asks for others five minutes before they expire, and must then get others.
const marginMilliseconds = 10 * 60_000;

/**
 * The options of every AWS client of the command: bounded calls, a few retries, the region of
 * `config.ts`, whatever the shell says, and the role that it names, if any. Other credentials and
 * `AWS_ENDPOINT_URL` are the SDK's business.
 *
 * @param patient for many calls, in the middle of which to wait is better than to give up
 */
export function awsClient({ region, deployRoleArn }: Place, { patient = false } = {}) {
  return {
    region,
    ...(patient ? { maxAttempts: 8, retryMode: 'adaptive' } : { maxAttempts: 4 }),
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      // Without it the SDK warns and waits on.
      throwOnRequestTimeout: true,
    },
    ...(deployRoleArn !== undefined && { credentials: () => sessionOf(deployRoleArn, region) }),
  };
}

/** The same for SQS: the URL of a queue has the host that it was made through, which may be another by now. */
export function sqsClient(place: Place) {
  return { ...awsClient(place), useQueueUrlAsEndpoint: false };
}

/** The same for S3: another S3 than AWS's knows no bucket by its host name. */
export function s3Client({
  endpoint,
  usePathStyle = process.env['AWS_ENDPOINT_URL'] !== undefined,
  ...place
}: Place & {
  readonly endpoint?: string | undefined;
  readonly usePathStyle?: boolean | undefined;
}) {
  return {
    ...awsClient(place),
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: usePathStyle,
  };
}

function sessionOf(roleArn: string, region: string): Promise<Session> {
  const before = sessions.get(roleArn);
  // Noted before it is there, for clients ask side by side.
  const session =
    before === undefined
      ? assume(roleArn, region)
      : before.then((known) => (lasts(known) ? known : assume(roleArn, region)));
  sessions.set(roleArn, session);
  session.catch(() => sessions.delete(roleArn));
  return session;
}

function lasts({ expiration }: Session): boolean {
  return expiration !== undefined && +expiration - Date.now() > marginMilliseconds;
}

async function assume(RoleArn: string, region: string): Promise<Session> {
  const sts = new STSClient(awsClient({ region, deployRoleArn: undefined }));
  try {
    const { Credentials: made } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: roleSessionName }),
    );
    return {
      accessKeyId: made?.AccessKeyId ?? '',
      secretAccessKey: made?.SecretAccessKey ?? '',
      sessionToken: made?.SessionToken,
      expiration: made?.Expiration,
    };
  } finally {
    sts.destroy();
  }
}
