import { type DescribeKeyCommand, KMSClient, NotFoundException } from '@aws-sdk/client-kms';
import { checkKey } from '../../../../cli/preflight/checks/key';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const kmsKeyArn = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd';
const good = { KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' };

afterEach(() => {
  jest.restoreAllMocks();
});

function check(answer: object | Error, config = configOf({}, { encryption: { kmsKeyArn } })) {
  const send = (command: unknown): Promise<object> => {
    expect((command as DescribeKeyCommand).input).toEqual({ KeyId: kmsKeyArn });
    return answer instanceof Error
      ? Promise.reject(answer)
      : Promise.resolve({ KeyMetadata: { ...good, ...answer } });
  };
  jest.spyOn(KMSClient.prototype as { send: typeof send }, 'send').mockImplementation(send);
  return checkKey(loadSettings(config, { FARGATE_CRON_ENV: 'test' }));
}

test.each<[string, 'ok' | 'failed', object | Error]>([
  ['is enabled', 'ok', {}],
  ['is disabled: enable it', 'failed', { KeyState: 'Disabled' }],
  [
    'is to be deleted on 2026-12-24,',
    'failed',
    { KeyState: 'PendingDeletion', DeletionDate: new Date('2026-12-24T10:00:00Z') },
  ],
  ['cannot be used, its state is PendingImport', 'failed', { KeyState: 'PendingImport' }],
  ['must be a symmetric key', 'failed', { KeySpec: 'RSA_2048' }],
  ['got SYMMETRIC_DEFAULT for GENERATE_VERIFY_MAC', 'failed', { KeyUsage: 'GENERATE_VERIFY_MAC' }],
  ['does not exist', 'failed', new NotFoundException({ message: 'no such key', $metadata: {} })],
])('a key that %s', async (detail, result, answer) => {
  await expect(check(answer)).resolves.toEqual([
    { result, detail: expect.stringContaining(detail) as string },
  ]);
});

test('a key that these credentials may not describe is no failure of its own', async () => {
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
  await expect(check(denied)).rejects.toBe(denied);
});

test('without a key there is nothing to look at', async () => {
  await expect(check({}, configOf())).resolves.toEqual([]);
});
