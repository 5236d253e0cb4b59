import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { whoCalls } from '../../../cli/deployed/account';
import type { Settings } from '../../../stacks/settings/settings';

afterEach(() => {
  jest.restoreAllMocks();
});

test.each([
  ['arn:aws:sts::123456789012:assumed-role/Operator/jane.doe@example.com', 'jane.doe@example.com'],
  ['arn:aws:iam::123456789012:user/ops/jane', 'jane'],
  ['arn:aws:iam::123456789012:root', 'root'],
])('the name of %s is %s', async (Arn, name) => {
  const send = (command: unknown): Promise<object> => {
    expect(command).toBeInstanceOf(GetCallerIdentityCommand);
    return Promise.resolve({ Arn });
  };
  jest.spyOn(STSClient.prototype as { send: typeof send }, 'send').mockImplementation(send);
  await expect(whoCalls({ region: 'eu-west-1' } as Settings)).resolves.toBe(name);
});
