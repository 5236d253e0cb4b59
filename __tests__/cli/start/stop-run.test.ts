import {
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import type { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { stopRun, type StopProps } from '../../../cli/start/stop-run';

const friday = '2026-11-20T23:00:00Z';
const saturday = '2026-11-21T23:00:00Z';
const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:acme-nightly';
const byHand = { name: 'jane.doe', reason: 'OPS-1 hangs' };
const text = 'stopped by jane.doe: OPS-1 hangs';

interface FakeTask {
  readonly id: string;
  readonly time: string;
  readonly job?: string;
}

/** AWS in which these tasks run, at each look, and these executions; and what was stopped in it. */
function awsWhere(
  looks: readonly (readonly FakeTask[])[],
  executions: Readonly<Record<string, string>> = {},
) {
  const stopped: object[] = [];
  const tasks = [...looks];
  const ecs = new ECSClient({ region: 'eu-west-1' });
  const listTasks = ({ input }: ListTasksCommand, now: readonly FakeTask[]) => {
    expect(input).toMatchObject({ cluster: 'c', family: 'f', desiredStatus: 'RUNNING' });
    return { taskArns: now.map(({ id }) => id) };
  };
  const ecsAnswers = (command: unknown): object => {
    const [now = []] = tasks;
    if (command instanceof ListTasksCommand) return listTasks(command, now);
    if (command instanceof StopTaskCommand) return (stopped.push(command.input), {});
    expect(command).toBeInstanceOf(DescribeTasksCommand);
    if (tasks.length > 1) tasks.shift();
    return {
      tasks: now.map(({ id, time, job }) => ({
        taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/c/${id}`,
        overrides: {
          containerOverrides: [
            {
              environment: [
                { name: 'SCHEDULED_TIME', value: time },
                ...(job === undefined ? [] : [{ name: 'JOB_NAME', value: job }]),
              ],
            },
          ],
        },
      })),
    };
  };
  const sfn = new SFNClient({ region: 'eu-west-1' });
  const listExecutions = ({ input }: ListExecutionsCommand) => {
    expect(input).toMatchObject({ stateMachineArn, statusFilter: 'RUNNING' });
    return { executions: Object.keys(executions).map((executionArn) => ({ executionArn })) };
  };
  const sfnAnswers = (command: unknown): object => {
    if (command instanceof ListExecutionsCommand) return listExecutions(command);
    if (command instanceof StopExecutionCommand) return (stopped.push(command.input), {});
    const { executionArn = '' } = (command as DescribeExecutionCommand).input;
    return { input: JSON.stringify({ scheduledTime: executions[executionArn] }) };
  };
  for (const [client, answers] of [
    [ecs, ecsAnswers],
    [sfn, sfnAnswers],
  ] as const) {
    const send = (command: unknown) => Promise.resolve(answers(command));
    jest.spyOn(client as { send: typeof send }, 'send').mockImplementation(send);
  }
  const props: StopProps = {
    ecs,
    sfn,
    job: { name: 'nightly', task: 'nightly' },
    place: { cluster: 'c', family: 'f' },
    stateMachineArn: Object.keys(executions).length === 0 ? undefined : stateMachineArn,
    asked: undefined,
    byHand,
    wait: () => Promise.resolve(),
  };
  return { stopped, props };
}

test('every task of the one run is stopped, and none of another job', async () => {
  const { stopped, props } = awsWhere([
    [
      { id: '1', time: friday },
      { id: '2', time: friday },
      { id: '3', time: saturday, job: 'check' },
    ],
  ]);
  await expect(stopRun(props)).resolves.toBe(
    `stopped the run of nightly at ${friday}: task 1, task 2`,
  );
  expect(stopped).toEqual([
    { cluster: 'c', task: expect.stringMatching(/\/1$/) as string, reason: text },
    { cluster: 'c', task: expect.stringMatching(/\/2$/) as string, reason: text },
  ]);
});

test('nothing runs, nothing is stopped', async () => {
  const { stopped, props } = awsWhere([[]]);
  await expect(stopRun({ ...props, asked: friday })).resolves.toBeUndefined();
  expect(stopped).toEqual([]);
});

test('of several runs one has to be chosen', async () => {
  const tasks = [
    { id: '1', time: saturday },
    { id: '2', time: friday },
  ];
  const { stopped, props } = awsWhere([tasks]);
  await expect(stopRun(props)).rejects.toThrow(
    `several runs of nightly go on: choose one with --run\n${friday}\n${saturday}`,
  );
  const other = '2026-11-22T23:00:00Z';
  await expect(stopRun({ ...props, asked: other })).rejects.toThrow(
    `--run: no run of nightly at ${other} goes on, but of\n${friday}\n${saturday}`,
  );
  expect(stopped).toEqual([]);
  await stopRun({ ...props, asked: saturday });
  expect(stopped).toEqual([
    expect.objectContaining({ task: expect.stringMatching(/\/1$/) as string }),
  ]);
});

const execution = 'arn:aws:states:eu-west-1:123456789012:execution:acme-nightly:7c1e';

test('an execution is stopped, whose task Step Functions stops', async () => {
  const { stopped, props } = awsWhere([[{ id: '1', time: friday }], []], { [execution]: friday });
  await expect(stopRun(props)).resolves.toBe(
    `stopped the run of nightly at ${friday}: execution 7c1e`,
  );
  expect(stopped).toEqual([{ executionArn: execution, error: 'StoppedByHand', cause: text }]);
});

test('a task that Step Functions leaves running is stopped, too', async () => {
  const { stopped, props } = awsWhere([[{ id: '1', time: friday }]], { [execution]: friday });
  await expect(stopRun(props)).resolves.toBe(
    `stopped the run of nightly at ${friday}: execution 7c1e, task 1`,
  );
  expect(stopped[1]).toMatchObject({ reason: text });
});
