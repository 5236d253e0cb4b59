import {
  CloudWatchLogsClient,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';

/** What the command itself writes into the history, beside the events of AWS. */
export interface HistoryNote {
  readonly 'detail-type': 'Job Paused' | 'Job Resumed';
  readonly detail: {
    readonly job: string;
    /** Who did it. */
    readonly by: string;
    /** RFC 3339 in UTC. */
    readonly until?: string;
    readonly reason?: string;
  };
}

const source = 'fargate-cron';

/** @param logGroupName the history; without one nothing is noted */
export async function noteInHistory(
  settings: Settings,
  logGroupName: string,
  note: HistoryNote,
  now: Date,
): Promise<void> {
  if (logGroupName === '') return;
  const logs = new CloudWatchLogsClient(awsClient(settings));
  const stream = { logGroupName, logStreamName: source };
  try {
    await logs.send(new CreateLogStreamCommand(stream));
  } catch (error) {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  }
  const message = JSON.stringify({ source, time: now.toISOString(), ...note });
  const logEvents = [{ timestamp: now.getTime(), message }];
  await logs.send(new PutLogEventsCommand({ ...stream, logEvents }));
}
