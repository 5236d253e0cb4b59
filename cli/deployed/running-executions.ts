import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';
import { explainAwsError } from '../aws/aws-errors';

// The most that Step Functions lists at once.
const most = 1000;

/** What runs in a state machine just now. */
export interface RunningExecutions {
  /** How many executions, at most 1,000. */
  readonly count: number;
  /** When the oldest of them started. */
  readonly since?: Date;
  /** Why it is not known, where AWS does not say. */
  readonly unknown?: string;
}

/** Asks Step Functions what runs in a state machine; one that is not there runs nothing. */
export async function readRunningExecutions(
  settings: Settings,
  stateMachineArn: string,
): Promise<RunningExecutions> {
  const client = new SFNClient(awsClient(settings));
  try {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: most }),
    );
    // The newest comes first.
    const since = executions.at(-1)?.startDate;
    return { count: executions.length, ...(since !== undefined && { since }) };
  } catch (error) {
    if (error instanceof Error && error.name === 'StateMachineDoesNotExist') return { count: 0 };
    const unknown = explainAwsError(error);
    if (unknown === undefined) throw error;
    return { count: 0, unknown };
  }
}

/** `2 executions run just now, the oldest since 2026-11-29T08:00:00Z` */
export function describeRunning({ count, since, unknown }: RunningExecutions): string {
  if (unknown !== undefined) return `whether executions run just now is not known: ${unknown}`;
  if (count === 0) return 'nothing runs just now';
  const oldest = since === undefined ? '' : `since ${since.toISOString().replace('.000Z', 'Z')}`;
  if (count === 1) return `an execution runs just now${oldest === '' ? '' : `, ${oldest}`}`;
  const many = count === most ? `${most} executions or more run` : `${count} executions run`;
  return `${many} just now${oldest === '' ? '' : `, the oldest ${oldest}`}`;
}
