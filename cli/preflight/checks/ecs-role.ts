import type { Settings } from '../../../stacks/settings/settings';
import { EcsRole, ecsRoleCommand } from '../../deployed/ecs-role';
import type { Finding } from '../finding';

/** Whether the account has ECS's service-linked role. */
export async function checkEcsRole(settings: Settings): Promise<Finding[]> {
  return (await new EcsRole(settings).exists())
    ? [{ result: 'ok', detail: 'the account has the service-linked role of ECS' }]
    : [
        {
          result: 'failed',
          detail: `the account has no service-linked role of ECS yet: \`fargate-cron apply\` creates it, or run ${ecsRoleCommand}`,
        },
      ];
}
