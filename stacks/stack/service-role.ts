import type { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import { policyDocument, trustService, type Statement } from './policy';

export interface ServiceRoleProps {
  readonly name: string;
  readonly description: string;
  /**
   * The service that assumes the role, such as `scheduler.amazonaws.com`: in every partition.
   * https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/region-info/lib/default.ts
   * https://github.com/terraform-aws-modules/terraform-aws-ecs/pull/125
   */
  readonly service: string;
  /** ARN that the service must act for, or ARNs of which it must be one. */
  readonly sourceArn: string | readonly string[];
  readonly caller: DataAwsCallerIdentity;
  /** Name of the policy that holds the statements. */
  readonly policyName: string;
  readonly statements: readonly Statement[];
}

/** A role that one AWS service does one thing with. */
export class ServiceRole extends Construct {
  readonly role: IamRole;
  readonly policy: IamRolePolicy;

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id);
    this.role = new IamRole(this, 'role', {
      name: props.name,
      description: props.description,
      assumeRolePolicy: trustService(props.service, props.caller, props.sourceArn),
    });
    this.policy = new IamRolePolicy(this, 'policy', {
      name: props.policyName,
      role: this.role.id,
      policy: policyDocument(...props.statements),
    });
  }
}
