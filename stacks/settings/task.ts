import type { z } from 'zod';
import type { JobConfig } from '../config/config';
import type { statementSchema } from '../config/statement';
import { taskFields } from '../config/task';
import type { volumeSchema } from '../config/volume';
import type { JobSettings } from './settings';

/** What the job's own container and its sidecars have in common. */
export interface ContainerSettings {
  /** The crawler's image when not set. */
  readonly image?: string | undefined;
  readonly registryCredentials?: string | undefined;
  readonly entryPoint?: readonly string[] | undefined;
  readonly command?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly user: string;
  readonly readonlyRootFilesystem: boolean;
}

export interface SidecarSettings extends ContainerSettings {
  readonly name: string;
  readonly image: string;
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  readonly essential: boolean;
  readonly jobWaitsFor?: 'START' | 'HEALTHY' | 'COMPLETE' | 'SUCCESS' | undefined;
  readonly healthCommand?: readonly string[] | undefined;
}

export type VolumeSettings = Readonly<z.output<typeof volumeSchema>>;
export type StatementSettings = Readonly<z.output<typeof statementSchema>>;

/** The part of a job that becomes its task definition; see `config/task.ts`. */
export interface TaskSettings extends Omit<ContainerSettings, 'command' | 'environment'> {
  readonly secretKeyArns: readonly string[];
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageGiB?: number | undefined;
  readonly architecture: 'X86_64' | 'ARM64';
  readonly stopTimeoutSeconds: number;
  readonly statements: readonly StatementSettings[];
  readonly sidecars: readonly SidecarSettings[];
  readonly volumes: readonly VolumeSettings[];
  readonly tags: Readonly<Record<string, string>>;
}

/** Applies the defaults of the task definition. */
export function resolveTask(shared: JobConfig, override: Partial<JobConfig>): TaskSettings {
  const job = { ...shared, ...override };
  return {
    image: job.image,
    registryCredentials: job.registryCredentials,
    entryPoint: job.entryPoint,
    secrets: { ...shared.secrets, ...override.secrets },
    secretKeyArns: job.secretKeyArns ?? [],
    user: job.user ?? '65532:65532',
    readonlyRootFilesystem: job.readonlyRootFilesystem ?? true,
    cpuUnits: job.cpuUnits ?? 256,
    memoryMiB: job.memoryMiB ?? 512,
    ephemeralStorageGiB: job.ephemeralStorageGiB,
    architecture: job.architecture ?? 'ARM64',
    stopTimeoutSeconds: job.stopTimeoutSeconds ?? 30,
    statements: job.statements ?? [],
    sidecars: (job.sidecars ?? []).map((sidecar) => ({
      ...sidecar,
      environment: sidecar.environment ?? {},
      secrets: sidecar.secrets ?? {},
      user: sidecar.user ?? '65532:65532',
      readonlyRootFilesystem: sidecar.readonlyRootFilesystem ?? true,
      cpuUnits: sidecar.cpuUnits ?? 0,
      memoryMiB: sidecar.memoryMiB ?? 128,
      essential: sidecar.essential ?? false,
    })),
    volumes: job.volumes ?? [],
    tags: { ...shared.tags, ...override.tags },
  };
}

/** Gives jobs that run another job's task what that one says about it. */
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
