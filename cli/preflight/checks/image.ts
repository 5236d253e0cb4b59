import type { ContainerDefinition, Volume } from '@aws-sdk/client-ecs';
import { unmetExpectations } from '../../../stacks/rules/image-config';
import type { Settings } from '../../../stacks/settings/settings';
import { seeImage } from '../../deployed/image';
import type { Subject } from '../subject';
import type { Finding } from '../finding';

/** Whether the image exists, for the architecture of the task, and has what it expects. */
export async function checkImage({ settings, task }: Subject): Promise<Finding[]> {
  const wanted = task.runtimePlatform?.cpuArchitecture === 'ARM64' ? 'arm64' : 'amd64';
  const containers = new Map(
    (task.containerDefinitions ?? []).map((container) => [container.image ?? '', container]),
  );
  return Promise.all(
    [...containers].map(([image, container]) =>
      checkOne(settings, image, container, task.volumes ?? [], wanted),
    ),
  );
}

async function checkOne(
  settings: Settings,
  image: string,
  container: ContainerDefinition,
  volumes: readonly Volume[],
  wanted: string,
): Promise<Finding> {
  const seen = await seeImage(settings, image, wanted);
  switch (seen.kind) {
    case 'elsewhere':
      return { result: 'unknown', detail: `${image} is not in ECR` };
    case 'no repository':
      return {
        result: 'failed',
        detail: `the repository ${seen.repository} of ${image} does not exist: create it, or correct the image`,
      };
    case 'missing':
      return {
        result: 'failed',
        detail: `${image} does not exist: push it (npx fargate-cron push), or let Terraform build it with images: 'build'`,
      };
    case 'there':
      break;
  }
  const { architectures } = seen;
  if (architectures.length === 0) {
    return {
      result: 'unknown',
      detail: `${image} exists; ECR does not say for which architecture`,
    };
  }
  if (!architectures.includes(wanted)) {
    return {
      result: 'failed',
      detail: `${image} is for ${architectures.join(', ')}, and the task asks for ${wanted}: build it for ${wanted}, or set architecture`,
    };
  }
  const unmet = unmetExpectations(seen.config, container, volumes).map((what) => `it ${what}`);
  return { result: 'ok', detail: [`${image} for ${wanted}`, ...unmet].join('; ') };
}
