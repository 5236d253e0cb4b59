import { CloudWatchClient, paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';

export interface Alarm {
  readonly name: string;
  readonly state: string;
}

export async function readAlarms(settings: Settings): Promise<Alarm[]> {
  const client = new CloudWatchClient(awsClient(settings));
  const alarms: Alarm[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix: `${settings.prefix}-`, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  )) {
    for (const { AlarmName = '', StateValue = '' } of [...MetricAlarms, ...CompositeAlarms]) {
      alarms.push({ name: AlarmName, state: StateValue });
    }
  }
  return alarms;
}
