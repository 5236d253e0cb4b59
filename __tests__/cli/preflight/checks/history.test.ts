import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { checkHistory, checkWriting } from '../../../../cli/preflight/checks/history';
import { checkAccountQuotas } from '../../../../cli/preflight/checks/account-quotas';
import type { Config } from '../../../../stacks/config/config';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const name = '/acme/test/schedule/history';
const letsIn = JSON.stringify({
  Statement: {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: `arn:aws:logs:us-east-1:123456789012:log-group:${name}:*`,
  },
});

function settingsOf(history?: Config['history']) {
  const config = configOf({}, history === undefined ? {} : { history });
  return loadSettings(config, { FARGATE_CRON_ENV: 'test' });
}

function policies(...documents: string[]): void {
  const resourcePolicies = documents.map((policyDocument) => ({ policyDocument }));
  const send = () => Promise.resolve({ resourcePolicies });
  jest
    .spyOn(CloudWatchLogsClient.prototype as unknown as { send: typeof send }, 'send')
    .mockImplementation(send);
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('a policy that lets EventBridge write is found', async () => {
  policies('{}', letsIn);
  await expect(checkWriting(settingsOf(), name)).resolves.toEqual([
    { result: 'ok', detail: `EventBridge may write to ${name}` },
  ]);
});

test.each<[Config['history'], string]>([
  [{}, 'deploy the stack schedule again'],
  [{ resourcePolicy: false }, 'add one, or leave history.resourcePolicy out of config.ts'],
])('without one, with %j, it says what to do', async (history, advice) => {
  policies();
  await expect(checkWriting(settingsOf(history), name)).resolves.toEqual([
    {
      result: 'failed',
      detail: `no resource policy of CloudWatch Logs lets EventBridge write to ${name}: ${advice}`,
    },
  ]);
});

test('a history that is not deployed yet is a failure, and none is asked for where there is none', async () => {
  await expect(checkWriting(settingsOf(), '')).resolves.toEqual([
    { result: 'failed', detail: 'there is no history yet: deploy the stack schedule' },
  ]);
  await expect(checkHistory(settingsOf(false))).resolves.toEqual([]);
});

test('an eleventh policy has no room', async () => {
  const type = 'aws_cloudwatch_log_resource_policy';
  const quotas = (toCome: number) =>
    checkAccountQuotas({
      settings: settingsOf(),
      resources: { [type]: 1 },
      toCome: { [type]: toCome },
    });
  policies(...Array<string>(10).fill('{}'));
  await expect(quotas(1)).resolves.toEqual([
    {
      result: 'failed',
      detail:
        '10 of 10 resource policies of CloudWatch Logs are in use, and the stacks create 1 more: remove some, or let one serve several projects',
    },
  ]);
  await expect(quotas(0)).resolves.toMatchObject([{ result: 'ok' }]);
});
