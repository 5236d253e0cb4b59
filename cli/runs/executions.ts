import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { inputByHand } from './by-hand';
import type { KnownRuns } from './known-runs';
import { inSeconds } from '../terminal/moment';
import { seconds, type RunStatus } from './run-status';

/** The runs of a job, from the latest executions of its state machine. */
export async function runsInStepFunctions(
  sfn: SFNClient,
  stateMachineArn: string,
  count: number,
): Promise<KnownRuns> {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: count }),
  );
  const described = await Promise.all(
    executions.map(async ({ executionArn, status, startDate, stopDate }) => {
      const {
        input = '{}',
        output,
        error,
        cause,
      } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const [scheduled] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(input) ?? [];
      const running = isRunning(status);
      const reported = running ? undefined : outcomeIn(output);
      // Another execution is the run, and is listed itself.
      if (reported === 'duplicate') return undefined;
      const outcome = outcomeOf(status, reported);
      return {
        scheduledTime: scheduled ?? (startDate === undefined ? '' : inSeconds(startDate)),
        outcome,
        startedAt: startDate?.toISOString() ?? null,
        durationSeconds: seconds(startDate, stopDate ?? new Date()),
        rows: null,
        reason: reasonOf(outcome, [status, error, cause]),
        byHand: inputByHand(input),
      } satisfies RunStatus;
    }),
  );
  const runs = described.filter((run) => run !== undefined);
  // An execution starts at its scheduled time or after it.
  return { runs, since: executions.at(-1)?.startDate };
}

function isRunning(status: string | undefined): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

function outcomeOf(status: string | undefined, reported: string | undefined): RunStatus['outcome'] {
  if (isRunning(status)) return 'running';
  if (status !== 'SUCCEEDED') return 'failed';
  return reported === 'skipped' ? 'skipped' : 'done';
}

/** The outcome in the output of a state machine of this project. */
function outcomeIn(output = '{}'): string | undefined {
  const { outcome } = JSON.parse(output) as { outcome?: string };
  return outcome;
}

function reasonOf(
  outcome: RunStatus['outcome'],
  failure: readonly (string | undefined)[],
): string | null {
  if (outcome === 'skipped') return 'the previous run was still running';
  return outcome === 'failed' ? failure.filter(Boolean).join(': ') : null;
}
