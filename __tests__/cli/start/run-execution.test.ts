import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  type DescribeExecutionOutput,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { LogReader } from '../../../cli/start/log-reader';
import { runExecution } from '../../../cli/start/run-execution';
import type { AppliedTarget } from '../../../cli/deployed/trigger';

const executionArn = 'arn:aws:states:eu-west-1:123456789012:execution:acme-nightly:x';
const startDate = new Date('2026-11-20T23:00:01Z');
const stopDate = new Date('2026-11-20T23:01:31Z');

/** Step Functions in which an execution ends like this, at the first look. */
function machineThatEnds(end: Partial<DescribeExecutionOutput>, asked: unknown[] = []): SFNClient {
  const client: unknown = {
    send: (command: unknown) => {
      if (command instanceof StartExecutionCommand) {
        asked.push(command.input);
        return Promise.resolve({ executionArn });
      }
      expect(command).toBeInstanceOf(DescribeExecutionCommand);
      return Promise.resolve({ executionArn, startDate, stopDate, ...end });
    },
  };
  return client as SFNClient;
}

const target = {
  arn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:acme-nightly',
  input: (time: string) => JSON.stringify({ scheduledTime: time }),
} as AppliedTarget;

const byHand = { name: 'jane.doe', reason: 'OPS-1' };

/** Lines that come with the first reading. */
function logOf(...messages: string[]): LogReader {
  const waiting = messages.map((message) => ({ timestamp: 0, stream: 's', message }));
  const reader: unknown = { read: () => Promise.resolve(waiting.splice(0)) };
  return reader as LogReader;
}

test('starts the machine as the run of the scheduled time and shows what its tasks print', async () => {
  const asked: unknown[] = [];
  const lines: string[] = [];
  const sfn = machineThatEnds({ status: 'SUCCEEDED', output: '{"outcome":"done"}' }, asked);
  const result = await runExecution(
    sfn,
    target,
    '2026-11-20T23:00:00Z',
    byHand,
    logOf('a', 'b'),
    (line) => lines.push(line),
  );
  expect(asked).toEqual([
    {
      stateMachineArn: target.arn,
      name: expect.any(String) as string,
      input: '{"scheduledTime":"2026-11-20T23:00:00Z","startedBy":"jane.doe","reason":"OPS-1"}',
    },
  ]);
  expect(lines).toEqual(['a', 'b']);
  expect(result).toEqual({
    executionArn,
    status: 'SUCCEEDED',
    outcome: 'done',
    reason: '',
    durationSeconds: 90,
  });
});

test('says why an execution failed', async () => {
  const sfn = machineThatEnds({ status: 'FAILED', error: 'TaskFailed', cause: 'exit code 1' });
  await expect(
    runExecution(sfn, target, '2026-11-20T23:00:00Z', byHand, logOf()),
  ).resolves.toMatchObject({
    status: 'FAILED',
    outcome: undefined,
    reason: 'TaskFailed: exit code 1',
  });
});

describe('an execution that Step Functions does not know yet', () => {
  /** Step Functions that knows the execution after as many looks. */
  function machineKnownAfter(looks: number): SFNClient {
    const client: unknown = {
      send: (command: unknown) => {
        if (command instanceof StartExecutionCommand) return Promise.resolve({ executionArn });
        return looks-- > 0
          ? Promise.reject(
              new ExecutionDoesNotExist({ message: `Execution Does Not Exist`, $metadata: {} }),
            )
          : Promise.resolve({ executionArn, startDate, stopDate, status: 'SUCCEEDED' });
      },
    };
    return client as SFNClient;
  }

  beforeEach(() => {
    jest.useFakeTimers({ now: startDate });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  test('is waited for', async () => {
    const result = runExecution(machineKnownAfter(3), target, 'now', byHand, logOf());
    await jest.advanceTimersByTimeAsync(20_000);
    await expect(result).resolves.toMatchObject({ status: 'SUCCEEDED' });
  });

  test('and not for ever', async () => {
    const failure = runExecution(machineKnownAfter(Infinity), target, 'now', byHand, logOf()).catch(
      String,
    );
    await jest.advanceTimersByTimeAsync(60_000);
    await expect(failure).resolves.toContain('Execution Does Not Exist');
  });
});
