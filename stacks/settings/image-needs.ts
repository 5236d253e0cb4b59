import type { ContainerDefinition } from '@aws-sdk/client-ecs';
import { unmetExpectations, type ImageConfig } from '../rules/image-config';
import { containerDefinitions } from './container-definitions';
import type { JobSettings, Settings } from './settings';

/** What the image of a job expects and its task does not give it, each to be read after "it". */
export function unmetByJob(config: ImageConfig, job: JobSettings, settings: Settings): string[] {
  const definitions = containerDefinitions({
    ...{ settings, job, image: '', environment: {}, logGroup: '' },
  });
  const [own = {}] = JSON.parse(definitions) as ContainerDefinition[];
  const volumes =
    job.taskDefinition.volumes ??
    job.volumes.map(({ name, efs }) => ({ name, efsVolumeConfiguration: efs }));
  return unmetExpectations(config, own, volumes);
}
