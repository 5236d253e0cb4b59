import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { awsClient } from '../../aws/aws-client';
import type { Subject } from '../subject';
import type { Finding } from '../finding';

/** Whether the log groups exist: ECS starts no task without its log group. */
export async function checkLogGroup({ settings, task }: Subject): Promise<Finding[]> {
  const client = new CloudWatchLogsClient(awsClient(settings));
  const names = (task.containerDefinitions ?? []).flatMap(
    ({ logConfiguration }) => logConfiguration?.options?.['awslogs-group'] ?? [],
  );
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      for await (const { logGroups = [] } of paginateDescribeLogGroups(
        { client },
        { logGroupNamePrefix: name },
      )) {
        if (logGroups.some(({ logGroupName }) => logGroupName === name)) {
          return { result: 'ok', detail: name } as const;
        }
      }
      return { result: 'failed', detail: `${name} does not exist: deploy the stack task` } as const;
    }),
  );
}
