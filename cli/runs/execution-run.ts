import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { runReplaced } from '../../stacks/rules/run-replaced';
import { inSeconds, momentOf } from '../terminal/moment';
import { stoppedByHand } from './by-hand';
import type { Outcome } from './job-run';

/** An execution of a job's state machine, as far as it is known. */
export interface Execution extends Partial<
  Pick<
    DescribeExecutionOutput,
    | 'stateMachineArn'
    | 'startDate'
    | 'redriveDate'
    | 'stopDate'
    | 'input'
    | 'output'
    | 'error'
    | 'cause'
  >
> {
  readonly executionArn: string;
  readonly status: string;
}

export function isRunning({ status }: Execution): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

/** The newest first, each once: what has ended may have been seen as it ran, or go on by a redrive. */
export function newestExecutions(executions: readonly Execution[]): Execution[] {
  const newest = new Map<string, Execution>();
  for (const execution of executions) {
    const before = newest.get(execution.executionArn);
    if (before === undefined || changedMs(execution) > changedMs(before)) {
      newest.set(execution.executionArn, execution);
    }
  }
  return [...newest.values()].sort((a, b) => startMs(b) - startMs(a));
}

function changedMs({
  startDate,
  redriveDate = startDate,
  stopDate = redriveDate,
}: Execution): number {
  return stopDate?.getTime() ?? 0;
}

function startMs({ startDate }: Execution): number {
  return startDate?.getTime() ?? 0;
}

/** The scheduled time of the run that an execution is of; what somebody typed may be none. */
export function timeOfExecution({
  input = '',
  startDate,
}: Pick<Execution, 'input' | 'startDate'>): string {
  const [scheduled = ''] = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/.exec(input) ?? [];
  const time = momentOf(scheduled) ?? startDate;
  return time === undefined ? '' : inSeconds(time);
}

/** What became of an execution; nothing where another one is the run. */
export function outcomeOfExecution(execution: Execution): Outcome | undefined {
  const { status, error = '', cause = '' } = execution;
  if (isRunning(execution)) return 'running';
  if (status === 'SUCCEEDED') {
    const reported = outcomeIn(execution.output);
    if (reported === 'duplicate') return undefined;
    return reported === 'skipped' ? 'skipped' : 'done';
  }
  if (error === runReplaced) return 'replaced';
  if (status === 'ABORTED') return 'stopped';
  // Of a task that takes too long the execution fails; where attempts are counted, as JobFailed.
  const timedOut = status === 'TIMED_OUT' || `${error}: ${cause}`.includes('States.Timeout: ');
  return timedOut ? 'timed-out' : 'failed';
}

/** The outcome in the output of a state machine of this project. */
function outcomeIn(output = '{}'): string | undefined {
  try {
    const { outcome } = (JSON.parse(output) ?? {}) as { outcome?: string };
    return outcome;
  } catch {
    return undefined;
  }
}

/** Why an execution did not end well. */
export function reasonOfExecution(outcome: Outcome, execution: Execution): string | null {
  const { status, error, cause } = execution;
  if (outcome === 'done' || outcome === 'running') return null;
  if (outcome === 'skipped') return 'the previous run was still running';
  if (outcome === 'stopped' && stoppedByHand(cause ?? '') !== null) return cause ?? null;
  return [error, cause].filter(Boolean).join(': ') || status;
}
