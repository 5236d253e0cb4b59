import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { checkQuota } from '../../../../cli/preflight/checks/quota';
import type { Subject } from '../../../../cli/preflight/subject';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

afterEach(() => {
  jest.restoreAllMocks();
});

const UsageMetric = {
  MetricNamespace: 'AWS/Usage',
  MetricName: 'ResourceCount',
  MetricDimensions: { Service: 'Fargate', Resource: 'vCPU' },
};
const asked = {
  Namespace: 'AWS/Usage',
  MetricName: 'ResourceCount',
  Dimensions: [
    { Name: 'Service', Value: 'Fargate' },
    { Name: 'Resource', Value: 'vCPU' },
  ],
  StartTime: new Date('2027-01-01T12:00:00Z'),
  EndTime: new Date('2027-01-02T12:00:00Z'),
  Period: 3600,
  Statistics: ['Maximum'],
};

/** @param used the figures of the last day, or why there are none */
async function check(quota: object, used: readonly number[] | Error): Promise<unknown> {
  const answerOf = (input: unknown, answer: object | Error) => (command: { input: object }) => {
    expect(command.input).toEqual(input);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  const answers = [
    [ServiceQuotasClient, { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' }, quota],
    [
      CloudWatchClient,
      asked,
      used instanceof Error ? used : { Datapoints: used.map((Maximum) => ({ Maximum })) },
    ],
  ] as const;
  for (const [client, input, answer] of answers) {
    jest
      .spyOn(
        client.prototype as unknown as { send: (command: { input: object }) => unknown },
        'send',
      )
      .mockImplementation(answerOf(input, answer));
  }
  const subject = {
    settings: loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' }),
    task: { cpu: '2048' },
    launch: { spot: false, taskCount: 1 },
  } as unknown as Subject;
  const [finding] = await checkQuota(subject, asked.EndTime);
  return finding;
}

const quotaOf = (Value: number) => ({ Quota: { Value, UsageMetric } });

test('what others use is told beside the quota', async () => {
  await expect(check(quotaOf(6), [1, 3, 2])).resolves.toEqual({
    result: 'ok',
    detail:
      'a run needs 2 of 6 vCPUs, of which all that runs in the account took up to 3 at once in the last day',
  });
});

test('a quota that is nearly full is told before it is', async () => {
  await expect(check(quotaOf(6), [5])).resolves.toMatchObject({
    result: 'ok',
    detail: expect.stringContaining(
      'took up to 5 at once in the last day; before more comes, request an increase in Service Quotas (fargate, L-3032A538)',
    ) as string,
  });
});

test('a run that the quota has no room for at all fails', async () => {
  await expect(check(quotaOf(1), [])).resolves.toMatchObject({ result: 'failed' });
});

test.each<[string, readonly number[] | Error]>([
  ['has no figures', []],
  ['may not be asked', Object.assign(new Error('no'), { name: 'AccessDeniedException' })],
])('the quota alone is told where the use of it %s', async (_, used) => {
  await expect(check(quotaOf(6), used)).resolves.toEqual({
    result: 'ok',
    detail: 'a run needs 2 of 6 vCPUs',
  });
});
