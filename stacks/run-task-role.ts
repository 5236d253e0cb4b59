import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { policyDocument, trustService, type Statement } from './policy';

export interface RunTaskRoleProps {
  readonly name: string;
  readonly description: string;
  /** The service that starts the task, such as `scheduler.amazonaws.com`. */
  readonly service: string;
  /** ARN that the service must act for. */
  readonly sourceArn: string;
  readonly caller: DataAwsCallerIdentity;
  readonly clusterArn: string;
  /** ARN of the task's revisions: `arn:…:task-definition/<family>:*`. */
  readonly taskDefinitionArns: string;
  /** ARN of the cluster's tasks: `arn:…:task/<cluster>/*`. */
  readonly taskArns: string;
  /** The execution role and the task role. */
  readonly passedRoleArns: readonly string[];
  /** Statements beside those that start the task. */
  readonly statements?: readonly Statement[];
}

/** The role that a trigger starts one job's task with: this task, this cluster, these two roles. */
export class RunTaskRole extends Construct {
  readonly role: IamRole;

  constructor(scope: Construct, id: string, props: RunTaskRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, 'role', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: trustService(props.service, props.caller, props.sourceArn),
    });
    new IamRolePolicy(this, 'policy', {
      name: 'run-task',
      role: this.role.id,
      policy: policyDocument(
        {
          Sid: 'RunTask',
          Effect: 'Allow',
          Action: ['ecs:RunTask'],
          // ECS resolves the revision before it authorizes, so an ARN without one never matches.
          Resource: [props.taskDefinitionArns],
          Condition: { ArnEquals: { 'ecs:cluster': props.clusterArn } },
        },
        {
          Sid: 'TagTask',
          Effect: 'Allow',
          Action: ['ecs:TagResource'],
          Resource: [props.taskArns],
          Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
        },
        {
          Sid: 'PassRoles',
          Effect: 'Allow',
          Action: ['iam:PassRole'],
          Resource: props.passedRoleArns,
          Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
        },
        ...(props.statements ?? []),
      ),
    });
  }
}
