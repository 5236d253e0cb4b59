import type { EcsTaskDefinitionConfig } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { literal } from '../rules/literal';
import { laidOver, literals } from '../settings/laid-over';
import type { TaskSettings } from '../settings/task';

type Parameters = Pick<
  EcsTaskDefinitionConfig,
  'volume' | 'pidMode' | 'proxyConfiguration' | 'enableFaultInjection'
>;

/** What the hatch may say of a task, in the provider's words, and the volumes. */
export function taskParameters(job: TaskSettings): Parameters {
  const { volumes, pidMode, proxyConfiguration, enableFaultInjection } = job.taskDefinition;
  return {
    // ECS and the provider call the parts of a volume the same.
    volume: volumes === undefined ? volumesOf(job) : (literals(volumes) as Parameters['volume']),
    ...(pidMode !== undefined && { pidMode }),
    ...(enableFaultInjection !== undefined && { enableFaultInjection }),
    ...(proxyConfiguration !== undefined && {
      proxyConfiguration: {
        type: 'APPMESH',
        containerName: literal(proxyConfiguration.containerName ?? ''),
        properties: laidOver(
          {},
          Object.fromEntries(
            (proxyConfiguration.properties ?? []).map(({ name = '', value }) => [name, value]),
          ),
        ) as Record<string, string>,
      },
    }),
  };
}

function volumesOf({ volumes }: TaskSettings): Parameters['volume'] {
  return volumes.map(({ name, efs }) => ({
    name,
    ...(efs !== undefined && {
      efsVolumeConfiguration: {
        fileSystemId: efs.fileSystemId,
        transitEncryption: 'ENABLED',
        authorizationConfig: {
          iam: 'ENABLED',
          ...(efs.accessPointId !== undefined && { accessPointId: efs.accessPointId }),
        },
      },
    }),
  }));
}
