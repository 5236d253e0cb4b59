import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import type { RunTaskRoleProps } from './run-task-role';
import type { JobSettings, Settings } from './settings';
import type { Inputs } from './project-stack';

/** What both triggers need to start one job's task. */
export interface JobTargetProps {
  readonly settings: Settings;
  readonly job: JobSettings;
  readonly network: Inputs<'network'>;
  readonly task: Inputs<'task'>;
  readonly caller: DataAwsCallerIdentity;
  readonly partition: DataAwsPartition;
  /** Keeps the firings that could not be delivered. */
  readonly deadLetterQueue: SqsQueue;
}

/** Where the task runs. The two triggers spell these the same. */
export function networkConfiguration({ network }: JobTargetProps) {
  return {
    subnets: network.list('subnet_ids'),
    securityGroups: [network.string('security_group_id')],
    assignPublicIp: network.boolean('assign_public_ip'),
  };
}

/**
 * The input of the target: the run's scheduled time, given to the container.
 *
 * @param scheduledTime what the trigger puts the time in place of
 */
export function targetInput(job: JobSettings, scheduledTime: string): string {
  return JSON.stringify({
    containerOverrides: [
      { name: job.name, environment: [{ name: 'SCHEDULED_TIME', value: scheduledTime }] },
    ],
  });
}

/** The part of a trigger's role that is the same for both. */
export function runTaskRights({
  settings,
  job,
  task,
  caller,
  partition,
}: JobTargetProps): Pick<
  RunTaskRoleProps,
  'name' | 'caller' | 'clusterArn' | 'taskDefinitionArns' | 'taskArns' | 'passedRoleArns'
> {
  const { prefix, region } = settings;
  const ecs = `arn:${partition.partition}:ecs:${region}:${caller.accountId}`;
  return {
    name: `${prefix}-${job.name}-schedule`,
    caller,
    clusterArn: task.string('cluster_arn'),
    taskDefinitionArns: `${ecs}:task-definition/${prefix}-${job.name}:*`,
    taskArns: `${ecs}:task/${task.string('cluster_name')}/*`,
    passedRoleArns: [task.of('execution_role_arns', job.name), task.of('task_role_arns', job.name)],
  };
}
