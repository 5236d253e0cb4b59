import { GetLogEventsCommand, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';

/** The last lines of a stream, the oldest first; none of a stream that is not there, or no longer. */
export async function readTail(
  logs: CloudWatchLogsClient,
  logGroupName: string,
  logStreamName: string,
  limit: number,
): Promise<string[]> {
  try {
    // From the end, which is the default.
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName, logStreamName, limit, startFromHead: false }),
    );
    return events.map(({ message = '' }) => message.trimEnd());
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return [];
    throw error;
  }
}
