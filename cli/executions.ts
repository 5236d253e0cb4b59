import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { KnownRuns } from './known-runs';
import { inSeconds } from './moment';
import { seconds, type RunStatus } from './run-status';

/** The last executions of the state machine that runs a job. */
export async function runsInStepFunctions(
  sfn: SFNClient,
  stateMachineArn: string,
  count: number,
): Promise<KnownRuns> {
  const { executions = [] } = await sfn.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: count }),
  );
  const runs = await Promise.all(
    executions.map(async ({ executionArn, status, startDate, stopDate }) => {
      const {
        input = '',
        error,
        cause,
      } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      const [scheduled] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/.exec(input) ?? [];
      const running = status === 'RUNNING' || status === 'PENDING_REDRIVE';
      const outcome = running ? 'running' : status === 'SUCCEEDED' ? 'done' : 'failed';
      return {
        scheduledTime: scheduled ?? (startDate === undefined ? '' : inSeconds(startDate)),
        outcome,
        startedAt: startDate?.toISOString() ?? null,
        durationSeconds: seconds(startDate, stopDate ?? new Date()),
        rows: null,
        reason: outcome === 'failed' ? [status, error, cause].filter(Boolean).join(': ') : null,
      } satisfies RunStatus;
    }),
  );
  // An execution starts at its scheduled time or after it.
  return { runs, since: executions.at(-1)?.startDate };
}
