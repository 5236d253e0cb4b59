import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Settings } from '../../stacks/settings/settings';
import { awsClient } from '../aws/aws-client';

const roleName = 'AWSServiceRoleForECS';
const serviceName = 'ecs.amazonaws.com';

/** What creates the role by hand, once an account. */
export const ecsRoleCommand = `aws iam create-service-linked-role --aws-service-name ${serviceName}`;

/**
 * ECS's service-linked role, without which ECS attaches no capacity provider and starts no task with
 * a network interface.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
 */
export class EcsRole {
  readonly #iam: IAMClient;

  constructor(settings: Settings) {
    this.#iam = new IAMClient(awsClient(settings));
  }

  async exists(): Promise<boolean> {
    try {
      await this.#iam.send(new GetRoleCommand({ RoleName: roleName }));
      return true;
    } catch (error) {
      if (error instanceof Error && error.name.startsWith('NoSuchEntity')) return false;
      throw error;
    }
  }

  /**
   * Creates the role where it is not there.
   *
   * @returns whether it was created
   */
  async ensure(): Promise<boolean> {
    // Who may create it may not always read it.
    if (await this.exists().catch(() => false)) return false;
    try {
      await this.#iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: serviceName }));
      return true;
    } catch (error) {
      // Of a role that exists IAM says InvalidInput: "Service role name … has been taken".
      // https://github.com/Rayraegah/terraform-aws-hasura/issues/17
      if (error instanceof Error && error.message.includes('has been taken')) return false;
      throw error;
    }
  }
}
