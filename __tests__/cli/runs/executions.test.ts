import { DescribeExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { runsInStepFunctions } from '../../../cli/runs/executions';

/** Step Functions with executions of these scheduled times and outputs, the newest first. */
function machineOf(...executions: readonly [status: string, hour: string, output?: object][]) {
  const at = (hour: string) => `2026-11-20T${hour}:00:00Z`;
  const client: unknown = {
    send: (command: unknown) => {
      if (!(command instanceof DescribeExecutionCommand)) {
        return Promise.resolve({
          executions: executions.map(([status, hour], index) => ({
            executionArn: String(index),
            status,
            startDate: new Date(at(hour)),
          })),
        });
      }
      const [, hour = '', output] = executions[Number(command.input.executionArn)] ?? [];
      return Promise.resolve({
        input: JSON.stringify({ scheduledTime: at(hour) }),
        ...(output !== undefined && { output: JSON.stringify(output) }),
      });
    },
  };
  return client as SFNClient;
}

test('the output says what came of a run, and a duplicate is none', async () => {
  const sfn = machineOf(
    ['SUCCEEDED', '04', { outcome: 'duplicate' }],
    ['SUCCEEDED', '04', { outcome: 'done' }],
    ['SUCCEEDED', '03', { outcome: 'skipped', because: 'overlap' }],
    ['SUCCEEDED', '02', { outcome: 'duplicate' }],
    ['RUNNING', '02'],
    ['FAILED', '01'],
  );
  const { runs, since } = await runsInStepFunctions(sfn, 'arn', 6);
  expect(
    runs.map(({ scheduledTime, outcome, reason }) => [
      scheduledTime.slice(11, 13),
      outcome,
      reason,
    ]),
  ).toEqual([
    ['04', 'done', null],
    ['03', 'skipped', 'the previous run was still running'],
    ['02', 'running', null],
    ['01', 'failed', 'FAILED'],
  ]);
  expect(since).toEqual(new Date('2026-11-20T01:00:00Z'));
});

test('the input says who started an execution by hand, and why', async () => {
  const input = { scheduledTime: '2026-11-20T04:00:00Z', startedBy: 'jane.doe', reason: 'OPS-1' };
  const byHandOf = async (input: object) => {
    const send = (command: unknown) =>
      Promise.resolve(
        command instanceof DescribeExecutionCommand
          ? { input: JSON.stringify(input) }
          : { executions: [{ executionArn: '0', status: 'RUNNING' }] },
      );
    const client: unknown = { send };
    const { runs } = await runsInStepFunctions(client as SFNClient, 'arn', 1);
    return runs[0]?.byHand;
  };
  await expect(byHandOf(input)).resolves.toEqual({ name: 'jane.doe', reason: 'OPS-1' });
  await expect(byHandOf({ scheduledTime: input.scheduledTime })).resolves.toBeNull();
});
