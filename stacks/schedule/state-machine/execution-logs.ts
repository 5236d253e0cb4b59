import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import type { SfnStateMachineConfig } from '@cdktf/provider-aws/lib/sfn-state-machine';
import type { Construct } from 'constructs';
import { executionLogsFolder } from '../../rules/execution-logs';
import { useKeyOfLogDelivery } from '../../stack/encryption';
import type { Statement } from '../../stack/policy';
import { arnOf, type Surroundings } from '../arn';

/** What a state machine and its role need so that its executions are logged. */
interface ExecutionLogs {
  readonly logged: Pick<SfnStateMachineConfig, 'loggingConfiguration'>;
  readonly statements: readonly Statement[];
}

/**
 * Where the executions of a state machine are logged, if they are.
 *
 * @param scope that makes the state machine
 * @param machine its name
 */
export function executionLogs(
  scope: Construct,
  machine: string,
  surroundings: Surroundings,
): ExecutionLogs {
  const { settings } = surroundings;
  const { executions: level, retentionDays } = settings.logs;
  if (level === undefined) return { logged: {}, statements: [] };
  const group = new CloudwatchLogGroup(scope, 'execution-logs', {
    name: `${executionLogsFolder}${machine}`,
    retentionInDays: retentionDays,
    ...(settings.encryption !== undefined && { kmsKeyId: settings.encryption.kmsKeyArn }),
    skipDestroy: settings.protectData,
  });
  return {
    logged: {
      // The provider takes a block that is left out for the one that AWS has, so `OFF` is said.
      loggingConfiguration:
        level === 'OFF'
          ? { level }
          : { level, includeExecutionData: true, logDestination: `${group.arn}:*` },
    },
    statements: [
      {
        // https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
        Sid: 'DeliverLogs',
        Effect: 'Allow',
        Action: [
          'logs:CreateLogDelivery',
          'logs:DeleteLogDelivery',
          'logs:DescribeResourcePolicies',
          'logs:GetLogDelivery',
          'logs:ListLogDeliveries',
          'logs:PutResourcePolicy',
          'logs:UpdateLogDelivery',
        ],
        // The actions know no resource.
        Resource: ['*'],
      },
      {
        Sid: 'FindLogGroup',
        Effect: 'Allow',
        Action: ['logs:DescribeLogGroups'],
        // It lists, so it is authorized on all groups of the region or on none.
        Resource: [arnOf('logs', 'log-group:*', surroundings)],
      },
      ...useKeyOfLogDelivery(settings, arnOf('logs', '*', surroundings)),
    ],
  };
}
