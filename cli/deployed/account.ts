import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { Failure } from '../failure';

/** Whose credentials these are. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
  /** What is wrong with the account; nothing where it is the one that config.ts guards. */
  readonly wrong?: string;
}

export async function readCaller(settings: Settings): Promise<Caller> {
  const sts = new STSClient(awsClient(settings));
  try {
    const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand());
    const { accountId, environment } = settings;
    return accountId === undefined || accountId === account
      ? { account, arn }
      : {
          account,
          arn,
          wrong: `${environment} belongs to the account ${accountId}, and these are credentials of ${account}: use another AWS_PROFILE`,
        };
  } finally {
    sts.destroy();
  }
}

/**
 * The name of who calls: of a user, or of the session of a role. The role of `deployRoleArn` is not asked,
 * whose sessions all have one name.
 */
export async function whoCalls(settings: Settings): Promise<string> {
  const { arn } = await readCaller({ ...settings, deployRoleArn: undefined });
  return arn.split(/[/:]/).at(-1) ?? arn;
}

/**
 * Keeps what makes or starts something out of an account that config.ts does not guard.
 *
 * @throws Failure when the credentials are of another account
 */
export async function requireAccount(settings: Settings): Promise<void> {
  if (settings.accountId === undefined) return;
  const { wrong } = await readCaller(settings);
  if (wrong !== undefined) throw new Failure(wrong);
}
