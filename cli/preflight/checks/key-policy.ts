import { isForeign } from '../../../stacks/rules/arn-places';
import type { Settings } from '../../../stacks/settings/settings';
import type { Finding } from '../finding';

/**
 * What to see to at the key of one's own: its policy is not read here, and of another account's key
 * nobody could.
 */
export function checkKeyPolicy({ encryption, accountId }: Settings): Promise<Finding[]> {
  if (encryption === undefined) return Promise.resolve([]);
  const { kmsKeyArn } = encryption;
  const whose = isForeign(kmsKeyArn, accountId) ? ', another account’s' : '';
  return Promise.resolve([
    {
      result: 'unknown',
      detail: `${kmsKeyArn}${whose}: its policy must have what \`npx fargate-cron verify --key-policy\` prints`,
    },
  ]);
}
