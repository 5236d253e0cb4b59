import type { Settings } from '../../../stacks/settings/settings';
import { arnOf } from '../../../stacks/rules/arns';
import { letEventsWrite } from '../../../stacks/rules/log-resource-policy';
import { partitionOf } from '../../../stacks/rules/partition';
import { readCaller } from '../../deployed/account';
import { readOutputs } from '../../deployed/outputs';
import type { Finding } from '../finding';
import { readResourcePolicies } from './resource-policies';

/** Whether EventBridge may write the history of runs: without it, runs that ended are lost unnoticed. */
export async function checkHistory(settings: Settings): Promise<Finding[]> {
  if (settings.history === undefined) return [];
  return checkWriting(
    settings,
    (await readOutputs(settings, 'schedule')).string('history_log_group'),
  );
}

/** @param name of the log group, as it is deployed; '' where there was none */
export async function checkWriting(settings: Settings, name: string): Promise<Finding[]> {
  if (name === '') {
    return [{ result: 'failed', detail: 'there is no history yet: deploy the stack schedule' }];
  }
  const { region } = settings;
  const accountId = settings.accountId ?? (await readCaller(settings)).account;
  const arn = arnOf(
    'aws_cloudwatch_log_group',
    { name },
    { accountId, region, partition: partitionOf(region) },
  );
  const policies = (await readResourcePolicies(settings)).map(
    ({ policyDocument = '{}' }) => policyDocument,
  );
  if (letEventsWrite(policies, arn)) {
    return [{ result: 'ok', detail: `EventBridge may write to ${name}` }];
  }
  const advice =
    settings.history?.resourcePolicy === false
      ? 'add one, or leave history.resourcePolicy out of config.ts'
      : 'deploy the stack schedule again';
  return [
    {
      result: 'failed',
      detail: `no resource policy of CloudWatch Logs lets EventBridge write to ${name}: ${advice}`,
    },
  ];
}
