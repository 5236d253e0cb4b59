import { keyPolicy } from '../../stacks/key-policy';
import { readCaller } from '../deployed/account';
import { loadProject } from '../deployed/project';
import { Failure } from '../failure';
import { printJson } from '../terminal/terminal';

/**
 * Prints what the policy of the project's key must have, for whoever keeps the key.
 *
 * @throws Failure when the environment has no key
 */
export async function showKeyPolicy(): Promise<number> {
  const settings = loadProject();
  if (settings.encryption === undefined) {
    throw new Failure(
      `${settings.environment} has no key of its own: write encryption: { kmsKeyArn } into config.ts`,
    );
  }
  const account = settings.accountId ?? (await readCaller(settings)).account;
  printJson({ Version: '2012-10-17', Statement: keyPolicy(settings, account) });
  return 0;
}
