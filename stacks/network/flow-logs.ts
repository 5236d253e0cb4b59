import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { Construct } from 'constructs';
import type { FlowLogSettings } from '../settings/network';
import { policyDocument, trustService } from '../stack/policy';
import type { Settings } from '../settings/settings';

export interface FlowLogsProps extends FlowLogSettings {
  readonly settings: Settings;
  readonly vpc: Vpc;
}

/** A log of the VPC's connections, written with a role that may do nothing else. */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, props: FlowLogsProps) {
    super(scope, id);
    const { settings, vpc, retentionDays, traffic } = props;
    const caller = new DataAwsCallerIdentity(this, 'caller');
    const { partition } = new DataAwsPartition(this, 'partition');
    const logs = new CloudwatchLogGroup(this, 'logs', {
      // No job has a slash in its name, so no job's log group is called the same.
      name: `${settings.logGroupPath}/network/flows`,
      retentionInDays: retentionDays,
      ...(settings.encryption !== undefined && { kmsKeyId: settings.encryption.kmsKeyArn }),
    });
    const role = new IamRole(this, 'role', {
      name: `${settings.prefix}-flow-logs`,
      description: `Writes the VPC flow logs of ${settings.prefix}`,
      // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
      assumeRolePolicy: trustService(
        'vpc-flow-logs.amazonaws.com',
        caller,
        `arn:${partition}:ec2:${settings.region}:${caller.accountId}:vpc-flow-log/*`,
      ),
    });
    new IamRolePolicy(this, 'policy', {
      name: 'write-flow-logs',
      role: role.id,
      policy: policyDocument(
        {
          Sid: 'WriteFlows',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: [`${logs.arn}:*`],
        },
        {
          Sid: 'FindLogGroup',
          Effect: 'Allow',
          Action: ['logs:DescribeLogGroups'],
          // It lists, so it is authorized on all groups of the region or on none.
          Resource: [`arn:${partition}:logs:${settings.region}:${caller.accountId}:log-group:*`],
        },
      ),
    });
    new FlowLog(this, 'flow-log', {
      vpcId: vpc.id,
      trafficType: traffic,
      logDestinationType: 'cloud-watch-logs',
      logDestination: logs.arn,
      iamRoleArn: role.arn,
      // Ten times the records of the default, but a task may live for less than ten minutes.
      maxAggregationInterval: 60,
      tags: { Name: settings.prefix },
    });
  }
}
