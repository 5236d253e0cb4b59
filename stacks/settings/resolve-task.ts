import type { JobConfig } from '../config/config';
import type { ContainerConfig } from '../config/container';
import { taskFields } from '../config/task';
import { resolveImage, type TaskImage } from './built-image';
import type { JobSettings } from './settings';
import type { DataSettings, TaskSettings } from './task';

/**
 * Applies the defaults of the task definition.
 *
 * @param image of jobs without one
 */
export function resolveTask(
  shared: JobConfig,
  override: Partial<JobConfig>,
  image: TaskImage,
): TaskSettings {
  const job = { ...shared, ...override };
  return {
    image: job.image === undefined ? image : resolveImage(job.image, job.name),
    registryCredentials: job.registryCredentials,
    entryPoint: job.entryPoint,
    secrets: { ...shared.secrets, ...override.secrets },
    secretKeyArns: job.secretKeyArns ?? [],
    ...containerDefaults(job.debug === true ? { ...debugDefaults, ...job } : job),
    debug: job.debug ?? false,
    containerDefinition: { ...shared.containerDefinition, ...override.containerDefinition },
    taskDefinition: { ...shared.taskDefinition, ...override.taskDefinition },
    cpuUnits: job.cpuUnits ?? 256,
    memoryMiB: job.memoryMiB ?? 512,
    ephemeralStorageGiB: job.ephemeralStorageGiB,
    architecture: job.architecture ?? 'ARM64',
    stopTimeoutSeconds: job.stopTimeoutSeconds ?? 30,
    data: dataOf(job.data ?? true),
    statements: job.statements ?? [],
    sidecars: (job.sidecars ?? []).map((sidecar) => ({
      ...sidecar,
      ...containerDefaults(sidecar),
      environment: sidecar.environment ?? {},
      notSecrets: sidecar.notSecrets ?? [],
      secrets: sidecar.secrets ?? {},
      cpuUnits: sidecar.cpuUnits ?? 0,
      memoryMiB: sidecar.memoryMiB ?? 128,
      essential: sidecar.essential ?? false,
    })),
    volumes: job.volumes ?? [],
    tags: { ...shared.tags, ...override.tags },
  };
}

/**
 * What ECS Exec needs: it writes into the container, and leaves processes behind. Which capabilities it
 * needs AWS does not say; a job that is not root has none of them for that.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html#ecs-exec-considerations
 * https://github.com/aws/containers-roadmap/issues/1360
 */
const debugDefaults = { readonlyRootFilesystem: false, initProcess: true, dropCapabilities: [] };

/** Of the job's own container and of sidecars alike. */
function containerDefaults(container: Partial<ContainerConfig>) {
  return {
    user: container.user ?? '65532:65532',
    readonlyRootFilesystem: container.readonlyRootFilesystem ?? true,
    workingDirectory: container.workingDirectory,
    initProcess: container.initProcess ?? false,
    dropCapabilities: container.dropCapabilities ?? ['ALL'],
    containerDefinition: container.containerDefinition ?? {},
  };
}

function dataOf(data: NonNullable<JobConfig['data']>): DataSettings {
  if (typeof data === 'object') return data;
  if (data === 'read') return { access: 'read' };
  return { access: data ? 'write' : 'none' };
}

/** Copies the fields of the task to the jobs that run another job's task. */
export function shareTasks(jobs: readonly JobSettings[]): JobSettings[] {
  // Of two jobs of one name, which is refused later, the first.
  const owners = new Map(jobs.toReversed().map((job) => [job.name, job]));
  return jobs.map((job) => {
    const owner = owners.get(job.task);
    if (owner === undefined || job.task === job.name) return job;
    const fields = Object.keys(taskFields);
    const shared = Object.entries(owner).filter(([field]) => fields.includes(field));
    return { ...job, ...(Object.fromEntries(shared) as TaskSettings) };
  });
}
