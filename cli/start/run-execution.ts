import { randomUUID } from 'node:crypto';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  StopExecutionCommand,
  type DescribeExecutionOutput,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { Interrupt } from '../terminal/interrupt';
import type { LogReader } from './log-reader';
import { Progress } from '../terminal/progress';
import { print } from '../terminal/terminal';
import type { AppliedTarget } from '../deployed/trigger';
import { markInput, stoppedText, type ByHand } from '../runs/by-hand';

const pollMs = 2000;
// DescribeExecution is eventually consistent: what has just begun may not be known for a while.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
const looksInVain = 15;

/** How an execution of a job's state machine ended. */
export interface ExecutionResult {
  readonly executionArn: string;
  readonly status: string;
  /** What the run came to: `done`, `duplicate` or `skipped`; nothing when it failed. */
  readonly outcome: string | undefined;
  readonly reason: string;
  readonly durationSeconds: number | undefined;
}

/**
 * Starts the state machine that a trigger would start at this time, shows what its tasks print, and
 * waits for its end.
 *
 * @param write gets the lines of the log
 * @returns nothing when nobody waits for it any more
 */
export async function runExecution(
  sfn: SFNClient,
  target: AppliedTarget,
  scheduledTime: string,
  byHand: ByHand,
  logs: LogReader,
  write: (line: string) => void = print,
): Promise<ExecutionResult | undefined> {
  const executionArn = await startExecution(sfn, target, scheduledTime, byHand, randomUUID());
  const progress = new Progress({ lines: true });
  const interrupt = new Interrupt();
  let unknown = 0;
  const describe = async (): Promise<DescribeExecutionOutput> => {
    try {
      return await sfn.send(new DescribeExecutionCommand({ executionArn }));
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist) || ++unknown > looksInVain) throw error;
      return { executionArn, status: 'RUNNING' } as DescribeExecutionOutput;
    }
  };
  const show = async (): Promise<void> => {
    const lines = await logs.read();
    if (lines.length > 0) progress.clear();
    for (const { message } of lines) write(message);
  };
  try {
    for (;;) {
      const execution = await describe();
      await show();
      if (execution.status !== 'RUNNING') {
        // The last lines of a container arrive a moment after its end.
        await interrupt.sleep(pollMs);
        await show();
        return resultOf(execution);
      }
      progress.say('RUNNING');
      await interrupt.sleep(pollMs);
      if (!interrupt.pending) continue;
      progress.stop();
      if (!(await interrupt.ask('Stop the execution too?'))) return undefined;
      await stopExecution(sfn, executionArn, { ...byHand, reason: null });
    }
  } finally {
    progress.stop();
    interrupt.close();
  }
}

/**
 * Starts what a trigger would start at this time.
 *
 * @param name of the execution; a retry by the SDK with the same name and input is the same execution
 * @returns its ARN
 */
export async function startExecution(
  sfn: SFNClient,
  { arn, input }: AppliedTarget,
  scheduledTime: string,
  byHand: ByHand,
  name: string,
): Promise<string> {
  const { executionArn = '' } = await sfn.send(
    new StartExecutionCommand({
      stateMachineArn: arn,
      name,
      input: markInput(input(scheduledTime), byHand),
    }),
  );
  return executionArn;
}

/** A notification shows the cause beside an error. */
export async function stopExecution(
  sfn: SFNClient,
  executionArn: string,
  byHand: ByHand,
): Promise<void> {
  const why = { error: 'StoppedByHand', cause: stoppedText(byHand) };
  await sfn.send(new StopExecutionCommand({ executionArn, ...why }));
}

function resultOf(execution: DescribeExecutionOutput): ExecutionResult {
  const { executionArn = '', status = '', output, error, cause, startDate, stopDate } = execution;
  const { outcome } = JSON.parse(output ?? '{}') as { outcome?: string };
  return {
    executionArn,
    status,
    outcome,
    reason: [error, cause].filter(Boolean).join(': '),
    durationSeconds:
      startDate === undefined || stopDate === undefined
        ? undefined
        : (stopDate.getTime() - startDate.getTime()) / 1000,
  };
}
