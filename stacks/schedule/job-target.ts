import type { Statement } from '../stack/policy';
import type { JobSettings } from '../settings/settings';
import type { Inputs } from '../stack/project-stack';
import { arnOf, type Surroundings } from './arn';

/** What both triggers need to start one job. */
export interface JobTargetProps extends Surroundings {
  readonly job: JobSettings;
  readonly network: Inputs<'network'>;
  readonly task: Inputs<'task'>;
  /** Keeps the firings that could not be delivered. */
  readonly deadLetterQueue: { readonly arn: string };
  /** ARN of the state machine that runs the job; without one the trigger runs its task. */
  readonly stateMachineArn?: string | undefined;
}

/** Where the task runs. The two triggers spell these the same. */
export function networkConfiguration({ job, network }: JobTargetProps) {
  return {
    subnets: network.list('subnet_ids'),
    securityGroups: job.securityGroupIds ?? network.list('security_group_ids'),
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

/** What the trigger starts. */
export function targetArn({ task, stateMachineArn }: JobTargetProps): string {
  return stateMachineArn ?? task.string('cluster_arn');
}

/** The input of a target that is a state machine. */
export function stateMachineInput(scheduledTime: string): string {
  return JSON.stringify({ scheduledTime });
}

/** The part of a trigger's role that is the same for both. */
export function triggerRole(props: JobTargetProps) {
  const { settings, job, caller, stateMachineArn } = props;
  return {
    name: `${settings.prefix}-${job.name}-schedule`,
    caller,
    ...(stateMachineArn === undefined
      ? { policyName: 'run-task', statements: runTaskStatements(props) }
      : {
          policyName: 'start-execution',
          statements: [
            {
              Sid: 'StartExecution',
              Effect: 'Allow',
              Action: ['states:StartExecution'],
              Resource: [stateMachineArn],
            } satisfies Statement,
          ],
        }),
  };
}

/** To start this task, on this cluster, with these two roles. */
export function runTaskStatements(props: JobTargetProps): Statement[] {
  const { settings, job, task } = props;
  return [
    {
      Sid: 'RunTask',
      Effect: 'Allow',
      Action: ['ecs:RunTask'],
      // ECS resolves the revision before it authorizes, so an ARN without one never matches.
      Resource: [arnOf('ecs', `task-definition/${settings.prefix}-${job.task}:*`, props)],
      Condition: { ArnEquals: { 'ecs:cluster': task.string('cluster_arn') } },
    },
    {
      Sid: 'TagTask',
      Effect: 'Allow',
      Action: ['ecs:TagResource'],
      Resource: [arnOf('ecs', `task/${task.string('cluster_name')}/*`, props)],
      Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
    {
      Sid: 'PassRoles',
      Effect: 'Allow',
      Action: ['iam:PassRole'],
      Resource: [task.of('execution_role_arns', job.name), task.of('task_role_arns', job.name)],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
  ];
}
