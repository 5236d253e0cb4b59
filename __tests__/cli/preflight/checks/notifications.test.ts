import { SNSClient } from '@aws-sdk/client-sns';
import {
  checkNotifications,
  checkSubscriptions,
} from '../../../../cli/preflight/checks/notifications';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const without = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
const topic = 'arn:aws:sns:us-east-1:123456789012:acme-test-alarms';
function subscriptions(...Subscriptions: object[]): void {
  const send = () => Promise.resolve({ Subscriptions });
  jest
    .spyOn(SNSClient.prototype as unknown as { send: typeof send }, 'send')
    .mockImplementation(send);
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('an address that nobody confirmed is a failure, and so is a topic without any', async () => {
  subscriptions(
    { Endpoint: 'ann@example.com', SubscriptionArn: 'PendingConfirmation' },
    { Endpoint: 'bob@example.com', SubscriptionArn: `${topic}:1234` },
  );
  await expect(checkSubscriptions(without, topic)).resolves.toEqual([
    {
      result: 'failed',
      detail: expect.stringContaining('ann@example.com has not confirmed') as string,
    },
    { result: 'ok', detail: 'bob@example.com is notified' },
  ]);
  subscriptions();
  await expect(checkSubscriptions(without, topic)).resolves.toMatchObject([{ result: 'failed' }]);
});

test('alarms that are not deployed yet are a failure', async () => {
  await expect(checkSubscriptions(without, '')).resolves.toEqual([
    { result: 'failed', detail: 'there is no alarm topic yet: deploy the stack schedule' },
  ]);
});

test('a project without alarms is asked for none', async () => {
  await expect(checkNotifications(without)).resolves.toEqual([]);
});
