import { CloudWatchLogsClient, paginateDescribeLogGroups } from '@aws-sdk/client-cloudwatch-logs';
import { awsClient } from '../../aws/aws-client';
import type { Subject } from '../subject';
import type { Finding } from '../finding';

/** Whether the log groups are there: ECS starts no task that cannot log. */
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
      return { result: 'failed', detail: `${name} is not there: deploy the stack task` } as const;
    }),
  );
}
