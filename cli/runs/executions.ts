import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { KnownRuns } from './known-runs';
import { inSeconds } from '../terminal/moment';
import { seconds, type RunStatus } from './run-status';

/** The runs that the last executions of a job's state machine are. */
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
        input = '',
        output,
        error,
        cause,
      } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const [scheduled] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(input) ?? [];
      const running = isRunning(status);
      const said = running ? undefined : outcomeIn(output);
      // The run is another execution, which tells of it.
      if (said === 'duplicate') return undefined;
      const outcome = outcomeOf(status, said);
      return {
        scheduledTime: scheduled ?? (startDate === undefined ? '' : inSeconds(startDate)),
        outcome,
        startedAt: startDate?.toISOString() ?? null,
        durationSeconds: seconds(startDate, stopDate ?? new Date()),
        rows: null,
        reason: reasonOf(outcome, [status, error, cause]),
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

function outcomeOf(status: string | undefined, said: string | undefined): RunStatus['outcome'] {
  if (isRunning(status)) return 'running';
  if (status !== 'SUCCEEDED') return 'failed';
  return said === 'skipped' ? 'skipped' : 'done';
}

/** What a state machine of ours says of the run at its end. */
function outcomeIn(output = '{}'): string | undefined {
  const { outcome } = JSON.parse(output) as { outcome?: string };
  return outcome;
}

function reasonOf(
  outcome: RunStatus['outcome'],
  failure: readonly (string | undefined)[],
): string | null {
  if (outcome === 'skipped') return 'the run before it was still going on';
  return outcome === 'failed' ? failure.filter(Boolean).join(': ') : null;
}
