import type { Settings } from '../../stacks/settings/settings';
import { explainAwsError } from '../aws/aws-errors';
import { EcsRole, ecsRoleCommand } from '../deployed/ecs-role';
import { print } from '../terminal/terminal';

/**
 * Asks for the role before the first stack, so that IAM has spread it when the cluster is made: ECS
 * would create it with the first cluster, too late for what follows at once.
 * https://github.com/aws/containers-roadmap/issues/2614
 */
export async function ensureEcsRole(settings: Settings): Promise<void> {
  try {
    const created = await new EcsRole(settings).ensure();
    if (created) print('created the service-linked role of ECS, which the account did not have');
  } catch (error) {
    const reason = explainAwsError(error);
    if (reason === undefined) throw error;
    // An account that has the role needs nothing.
    console.error(
      `warning: whether the account has the service-linked role of ECS is not known: ${reason}. If the stack task fails for it, run ${ecsRoleCommand} and apply again.`,
    );
  }
}
