import type { z } from 'zod';
import type { ContainerHatch, TaskHatch } from '../config/hatch';
import type { statementSchema } from '../config/statement';
import type { volumeSchema } from '../config/volume';
import type { TaskImage } from './built-image';

/** What the job's own container and its sidecars have in common. */
export interface ContainerSettings {
  readonly image?: TaskImage;
  readonly registryCredentials?: string | undefined;
  readonly entryPoint?: readonly string[] | undefined;
  readonly command?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly notSecrets: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly user: string;
  readonly readonlyRootFilesystem: boolean;
  readonly workingDirectory?: string | undefined;
  readonly initProcess: boolean;
  readonly dropCapabilities: readonly string[];
  readonly containerDefinition: ContainerHatch;
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
type StatementSettings = Readonly<z.output<typeof statementSchema>>;

/** What a job may do with the data bucket. `write` reads as well. */
export interface DataSettings {
  readonly access: 'none' | 'read' | 'write';
  /** The only folder that it is about. */
  readonly prefix?: string | undefined;
}

/** The part of a job that becomes its task definition; see `config/task.ts`. */
export interface TaskSettings extends Omit<
  ContainerSettings,
  'command' | 'environment' | 'notSecrets'
> {
  readonly image: TaskImage;
  readonly secretKeyArns: readonly string[];
  readonly cpuUnits: number;
  readonly memoryMiB: number;
  readonly ephemeralStorageGiB?: number | undefined;
  readonly architecture: 'X86_64' | 'ARM64';
  readonly stopTimeoutSeconds: number;
  readonly data: DataSettings;
  readonly debug: boolean;
  readonly taskDefinition: TaskHatch;
  readonly statements: readonly StatementSettings[];
  readonly sidecars: readonly SidecarSettings[];
  readonly volumes: readonly VolumeSettings[];
  readonly tags: Readonly<Record<string, string>>;
}
