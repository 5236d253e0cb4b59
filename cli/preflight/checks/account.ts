import type { Settings } from '../../../stacks/settings/settings';
import { readCaller } from '../../deployed/account';
import type { Finding } from '../finding';

/** Whose credentials these are, and whether it is the account that config.ts guards. */
export async function checkAccount(settings: Settings): Promise<Finding[]> {
  const { arn, wrong } = await readCaller(settings);
  return [
    wrong === undefined ? { result: 'ok', detail: arn } : { result: 'failed', detail: wrong },
  ];
}
