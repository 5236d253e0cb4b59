import { IAMClient } from '@aws-sdk/client-iam';
import { checkEcsRole } from '../../../../cli/preflight/checks/ecs-role';
import { loadSettings } from '../../../../stacks/settings/load-settings';
import { configOf } from '../../../synthesis';

const settings = loadSettings(configOf(), { FARGATE_CRON_ENV: 'test' });

function iamAnswers(answer: () => Promise<object>): void {
  jest
    .spyOn(IAMClient.prototype as unknown as { send: typeof answer }, 'send')
    .mockImplementation(answer);
}

afterEach(() => {
  jest.restoreAllMocks();
});

test('an account without the role is told how to create it', async () => {
  iamAnswers(() => Promise.resolve({}));
  await expect(checkEcsRole(settings)).resolves.toMatchObject([{ result: 'ok' }]);
  iamAnswers(() =>
    Promise.reject(Object.assign(new Error('gone'), { name: 'NoSuchEntityException' })),
  );
  await expect(checkEcsRole(settings)).resolves.toEqual([
    {
      result: 'failed',
      detail: expect.stringContaining(
        'run aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com',
      ) as string,
    },
  ]);
});
