import { checkKeyPolicy } from '../../../../cli/preflight/checks/key-policy';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

function checked(kmsKeyArn?: string) {
  const config = configOf({}, kmsKeyArn === undefined ? {} : { encryption: { kmsKeyArn } });
  return checkKeyPolicy(loadSettings(config, { FARGATE_CRON_ENV: 'test' }));
}

test.each([
  ['arn:aws:kms:us-east-1:123456789012:key/1234abcd', ''],
  ['arn:aws:kms:us-east-1:999999999999:key/1234abcd', ', another account’s'],
])('what the policy of %s must have is said', async (arn, whose) => {
  await expect(checked(arn)).resolves.toEqual([
    {
      result: 'unknown',
      detail: `${arn}${whose}: its policy must have what \`npx fargate-cron verify --key-policy\` prints`,
    },
  ]);
});

test('without a key there is nothing to see to', async () => {
  await expect(checked()).resolves.toEqual([]);
});
