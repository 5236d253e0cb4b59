import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { awsClient } from '../aws-client';
import type { ProjectSubject } from '../preflight';
import type { Finding } from './finding';

/** Whose credentials these are, and whether it is the account that config.ts guards. */
export async function checkAccount({ settings }: ProjectSubject): Promise<Finding[]> {
  const sts = new STSClient(awsClient(settings));
  const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand());
  const { accountId, environment } = settings;
  return accountId === undefined || accountId === account
    ? [{ result: 'ok', detail: arn }]
    : [
        {
          result: 'failed',
          detail: `${environment} belongs to the account ${accountId}, and these are credentials of ${account}: use another AWS_PROFILE`,
        },
      ];
}
