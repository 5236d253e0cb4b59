import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { readAlarms } from '../../../cli/deployed/alarms';
import { loadSettings } from '../../../stacks/settings/load-settings';
import { configOf } from '../../synthesis';

afterEach(() => {
  jest.restoreAllMocks();
});

test('alarms of a project whose name only begins so are left out', async () => {
  const all = ['acme-test-undelivered', 'acme-tests-undelivered'];
  const send = ({ input }: { readonly input: { readonly AlarmNamePrefix: string } }) =>
    Promise.resolve({
      MetricAlarms: all
        .filter((name) => name.startsWith(input.AlarmNamePrefix))
        .map((AlarmName) => ({ AlarmName, StateValue: 'OK' })),
    });
  const client = CloudWatchClient.prototype as unknown as { send: typeof send };
  jest.spyOn(client, 'send').mockImplementation(send);
  const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });
  await expect(readAlarms(settings)).resolves.toEqual([
    { name: 'acme-test-undelivered', state: 'OK' },
  ]);
});
