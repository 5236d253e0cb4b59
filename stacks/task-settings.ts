import type { JobConfig } from './config';

/** The part of a job that becomes its task definition; see `config/task.ts`. */
export interface TaskSettings {
  /** The crawler's image when not set. */
  readonly image?: string | undefined;
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretKeyArns: readonly string[];
  readonly user: string;
  readonly readonlyRootFilesystem: boolean;
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageGiB?: number | undefined;
  readonly architecture: 'X86_64' | 'ARM64';
  readonly stopTimeoutSeconds: number;
}

/** Applies the defaults of the task definition. */
export function resolveTask(shared: JobConfig, override: Partial<JobConfig>): TaskSettings {
  const job = { ...shared, ...override };
  return {
    image: job.image,
    secrets: { ...shared.secrets, ...override.secrets },
    secretKeyArns: job.secretKeyArns ?? [],
    user: job.user ?? '65532:65532',
    readonlyRootFilesystem: job.readonlyRootFilesystem ?? true,
    cpuUnits: job.cpuUnits ?? 256,
    memoryMiB: job.memoryMiB ?? 512,
    ephemeralStorageGiB: job.ephemeralStorageGiB,
    architecture: job.architecture ?? 'ARM64',
    stopTimeoutSeconds: job.stopTimeoutSeconds ?? 30,
  };
}
