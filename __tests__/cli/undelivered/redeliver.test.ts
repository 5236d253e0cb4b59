import { ConflictException, ECSClient, type RunTaskCommand } from '@aws-sdk/client-ecs';
import { ExecutionAlreadyExists, SFNClient, type StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { AppliedTarget } from '../../../cli/deployed/trigger';
import type { Undelivered } from '../../../cli/undelivered/message';
import { redeliver, type RedeliverProps } from '../../../cli/undelivered/redeliver';
import type { JobSettings } from '../../../stacks/settings/settings';
import { message } from './undelivered-run';

const input = (scheduledTime: string) => JSON.stringify({ scheduledTime });
const task = { arn: 'cluster', ecs: { TaskDefinitionArn: 'nightly' }, input } as AppliedTarget;
const machine = { arn: 'machine', ecs: undefined, input } as unknown as AppliedTarget;

/** AWS that answers the one call that starts a run, and what it was asked. */
function awsThatAnswers(answer: object, target = task) {
  const asked: object[] = [];
  const [ecs, sfn] = [
    new ECSClient({ region: 'eu-west-1' }),
    new SFNClient({ region: 'eu-west-1' }),
  ];
  const send = (command: unknown): Promise<object> => {
    asked.push((command as RunTaskCommand | StartExecutionCommand).input);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  for (const client of [ecs, sfn]) {
    jest.spyOn(client as { send: typeof send }, 'send').mockImplementation(send);
  }
  const props: RedeliverProps = {
    ecs,
    sfn,
    settings: { prefix: 'acme-prod', jobs: [{ name: 'nightly' } as JobSettings] },
    targetOf: (job) => {
      expect(job).toBe('nightly');
      return Promise.resolve(target);
    },
    byHand: { name: 'jane.doe', reason: 'OPS-1' },
  };
  return { asked, props };
}

test('a task is started by a token of job and time, so that ECS starts it once', async () => {
  const { asked, props } = awsThatAnswers({ tasks: [{ taskArn: 'arn:…:task/cluster/0f3c' }] });
  const of = (time: string) => redeliver({ ...message, scheduledTime: time }, props);
  await expect(redeliver(message, props)).resolves.toEqual({
    became: 'started',
    detail: 'task 0f3c',
  });
  await of('2026-11-20T23:00:00Z');
  await of('2026-11-21T23:00:00Z');
  const tokens = asked.map((each) => (each as { clientToken: string }).clientToken);
  expect(tokens[0]).toMatch(/^[!-~]{1,64}$/);
  expect(tokens[1]).toBe(tokens[0]);
  expect(tokens[2]).not.toBe(tokens[0]);
  expect(asked[0]).toMatchObject({
    startedBy: 'fargate-cron/jane_doe',
    overrides: { scheduledTime: message.scheduledTime },
  });
});

test('an execution is started by the name of its time', async () => {
  const { asked, props } = awsThatAnswers({ executionArn: 'arn:…:execution:m:e' }, machine);
  await expect(redeliver(message, props)).resolves.toEqual({
    became: 'started',
    detail: 'execution e',
  });
  expect(asked).toEqual([
    {
      stateMachineArn: 'machine',
      name: 'undelivered-20261120T230000Z',
      input: '{"scheduledTime":"2026-11-20T23:00:00Z","startedBy":"jane.doe","reason":"OPS-1"}',
    },
  ]);
});

const error = { $metadata: {}, message: 'in use' };

test.each([
  ['ECS', new ConflictException(error), task],
  ['Step Functions', new ExecutionAlreadyExists(error), machine],
])('what somebody else has started is done: %s', async (_, answer, target) => {
  const { props } = awsThatAnswers(answer, target);
  await expect(redeliver(message, props)).resolves.toMatchObject({ became: 'started-before' });
});

test('what cannot be started is kept, with why', async () => {
  const failures = [{ reason: 'Capacity is unavailable' }];
  const { props } = awsThatAnswers({ tasks: [], failures });
  await expect(redeliver(message, props)).resolves.toEqual({
    became: 'kept',
    detail: 'ECS did not start the task: Capacity is unavailable',
  });
  const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException', $metadata: {} });
  const refused = await redeliver(message, awsThatAnswers(denied).props);
  expect(refused).toMatchObject({ became: 'kept' });
});

test('an error of the command itself is no reason to go on', async () => {
  const { props } = awsThatAnswers(new TypeError('x is not a function'));
  await expect(redeliver(message, props)).rejects.toThrow(TypeError);
});

test.each<[string, Partial<Undelivered>]>([
  ['it is no firing of a job', { kind: 'watch' }],
  ['it is no firing of a job', { kind: 'unknown', job: null }],
  ['it does not say for which time', { scheduledTime: null }],
  ['config.ts has no job gone', { job: 'gone' }],
])('is kept, and nothing started: %s', async (detail, facts) => {
  const { asked, props } = awsThatAnswers({});
  await expect(redeliver({ ...message, ...facts }, props)).resolves.toEqual({
    became: 'kept',
    detail,
  });
  expect(asked).toEqual([]);
});
