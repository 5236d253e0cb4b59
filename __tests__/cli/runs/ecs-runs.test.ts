import {
  ECSClient,
  ListTasksCommand,
  type DescribeTasksCommand,
  type Task,
} from '@aws-sdk/client-ecs';
import { runsInEcs } from '../../../cli/runs/ecs-runs';

describe('a run of two tasks', () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 2, minute));
  const task = (exitCode: number | undefined, minute: number): Task => ({
    lastStatus: exitCode === undefined ? 'RUNNING' : 'STOPPED',
    createdAt: at(minute),
    containers: [{ name: 'crawl', exitCode }],
    overrides: {
      containerOverrides: [
        { environment: [{ name: 'SCHEDULED_TIME', value: '2026-11-20T02:00:00Z' }] },
      ],
    },
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  test.each([
    ['failed', [task(0, 1), task(1, 1)]],
    ['done', [task(0, 1), task(0, 1)]],
    ['running', [task(1, 1), task(undefined, 1)]],
    ['done', [task(1, 1), task(0, 1), task(0, 9), task(0, 9)]],
    ['failed', [task(0, 1), task(0, 1), task(0, 9), task(1, 9)]],
  ])('is %s: the worst decides, of the last time that it was made', async (outcome, tasks) => {
    const send = (command: unknown): Promise<object> =>
      Promise.resolve(
        command instanceof ListTasksCommand
          ? { taskArns: command.input.desiredStatus === 'STOPPED' ? ['1'] : [] }
          : { tasks },
      );
    jest.spyOn(ECSClient.prototype as { send: typeof send }, 'send').mockImplementation(send);
    const job = { name: 'crawl', task: 'crawl', taskCount: 2 };
    const runs = await runsInEcs(new ECSClient({ region: 'us-east-1' }), 'c', 'f', job);
    expect(runs.map((run) => run.outcome)).toEqual([outcome]);
  });

  test.each([
    ['fargate-cron/jane_doe', { name: 'jane_doe', reason: 'OPS-1' }],
    ['chronos-schedule/nightly', null],
  ])('its tasks say who started it by hand, and why: %s', async (startedBy, byHand) => {
    const tags = [{ key: 'fargate-cron:reason', value: 'OPS-1' }];
    const asked: unknown[] = [];
    const send = (command: unknown): Promise<object> => {
      if (command instanceof ListTasksCommand) return Promise.resolve({ taskArns: ['1'] });
      asked.push((command as DescribeTasksCommand).input.include);
      return Promise.resolve({ tasks: [{ ...task(0, 1), startedBy, tags }] });
    };
    jest.spyOn(ECSClient.prototype as { send: typeof send }, 'send').mockImplementation(send);
    const job = { name: 'crawl', task: 'crawl', taskCount: 1 };
    const [run] = await runsInEcs(new ECSClient({ region: 'us-east-1' }), 'c', 'f', job);
    expect(run?.byHand).toEqual(byHand);
    expect(asked).toContainEqual(['TAGS']);
  });
});
