import type {
  DescribeTasksCommand,
  ECSClient,
  RunTaskCommand,
  RunTaskCommandInput,
} from '@aws-sdk/client-ecs';
import { describeTasks, startTasks } from '../../../cli/start/tasks';
import type { AppliedTarget } from '../../../cli/deployed/trigger';

const arn = 'arn:aws:ecs:eu-west-1:123456789012:task/acme/';
const [one, two] = [{ taskArn: `${arn}1`, lastStatus: 'PROVISIONING' }, { taskArn: `${arn}2` }];
const target = {
  arn: 'acme',
  ecs: { TaskDefinitionArn: 'crawl', TaskCount: 2 },
  input: () => '{}',
} as unknown as AppliedTarget;

function ecsThatAnswers(answer: object): ECSClient {
  const client: unknown = { send: () => Promise.resolve(answer) };
  return client as ECSClient;
}

const byHand = { name: 'jane.doe@example.com', reason: null };

const failures = [{ reason: 'Capacity is unavailable at this time' }];

test('of two tasks, the one that was started is named, and why the other was not', async () => {
  const ecs = ecsThatAnswers({ tasks: [one], failures });
  await expect(startTasks(ecs, target, 'now', byHand)).resolves.toEqual({
    tasks: [one],
    refusal: 'ECS started 1 of 2 tasks: Capacity is unavailable at this time',
  });
  await expect(
    startTasks(ecsThatAnswers({ tasks: [one, two] }), target, 'now', byHand),
  ).resolves.toEqual({
    tasks: [one, two],
    refusal: undefined,
  });
});

function ecsThatNotes(): { asked: RunTaskCommandInput[]; client: ECSClient } {
  const asked: RunTaskCommandInput[] = [];
  const client: unknown = {
    send: (command: RunTaskCommand) => {
      asked.push(command.input);
      return Promise.resolve({ tasks: [one] });
    },
  };
  return { asked, client: client as ECSClient };
}

test('an empty strategy is none: AWS takes no launch type beside a list', async () => {
  const { asked, client } = ecsThatNotes();
  const ecs = { LaunchType: 'FARGATE', CapacityProviderStrategy: [] };
  await startTasks(client, { ...target, ecs } as unknown as AppliedTarget, 'now', byHand);
  expect(asked[0]).toMatchObject({ launchType: 'FARGATE' });
  expect(asked[0]).not.toHaveProperty('capacityProviderStrategy');
});

test('a task keeps who started it and why, in the letters that it may', async () => {
  const { asked, client } = ecsThatNotes();
  const start = (reason: string | null) => startTasks(client, target, 'now', { ...byHand, reason });
  await start('OPS-1');
  expect(asked[0]).toMatchObject({
    startedBy: 'fargate-cron/jane_doe_example_com',
    tags: [{ key: 'fargate-cron:reason', value: 'OPS-1' }],
  });
  await start(null);
  expect(asked[1]).not.toHaveProperty('tags');
});

test('none started is a failure', async () => {
  await expect(startTasks(ecsThatAnswers({ failures }), target, 'now', byHand)).rejects.toThrow(
    'ECS did not start the task: Capacity is unavailable at this time',
  );
});

test('a task that ECS does not know yet is as it was started, while it is young', async () => {
  const running = { ...two, lastStatus: 'RUNNING' };
  const asked: unknown[] = [];
  const client: unknown = {
    send: (command: DescribeTasksCommand) => {
      asked.push(command.input);
      const missing = [{ arn: one.taskArn, reason: 'MISSING' }];
      return Promise.resolve({ tasks: [running], failures: missing });
    },
  };
  const ecs = client as ECSClient;
  await expect(describeTasks(ecs, 'acme', [one, two], true)).resolves.toEqual([one, running]);
  expect(asked).toEqual([{ cluster: 'acme', tasks: [one.taskArn, two.taskArn] }]);
  await expect(describeTasks(ecs, 'acme', [one, two], false)).rejects.toThrow(
    `ECS does not know ${one.taskArn}: MISSING`,
  );
});
