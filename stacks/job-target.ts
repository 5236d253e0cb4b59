import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import type { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { literal } from './literal';
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
    securityGroups: network.list('security_group_ids'),
    assignPublicIp: network.boolean('assign_public_ip'),
  };
}

/** What the task runs on, and how many of it. The two triggers spell these the same. */
export function capacity({ job }: JobTargetProps) {
  return {
    taskCount: job.taskCount,
    ...(job.spot
      ? // With FARGATE beside it ECS would choose between them by weight, not fall back.
        { capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }] }
      : { launchType: 'FARGATE' }),
  };
}

/**
 * The input of the target: the run's scheduled time, given to the container, and what a job that
 * runs another job's task has of its own.
 *
 * @param scheduledTime what the trigger puts the time in place of
 */
export function targetInput(job: JobSettings, scheduledTime: string): string {
  const shared = job.task !== job.name;
  const environment = {
    ...(shared && { JOB_NAME: job.name, ...job.environment }),
    SCHEDULED_TIME: scheduledTime,
  };
  return literal(
    JSON.stringify({
      containerOverrides: [
        {
          name: job.task,
          ...(shared && job.command !== undefined && { command: job.command }),
          environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        },
      ],
    }),
  );
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
    taskDefinitionArns: `${ecs}:task-definition/${prefix}-${job.task}:*`,
    taskArns: `${ecs}:task/${task.string('cluster_name')}/*`,
    passedRoleArns: [task.of('execution_role_arns', job.name), task.of('task_role_arns', job.name)],
  };
}
