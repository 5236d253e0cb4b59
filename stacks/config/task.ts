import { z } from 'zod';
import { containerFields } from './container';
import { dataSchema } from './data';
import { taskHatchSchema } from './hatch';
import { jobImageSchema } from './image';
import { sidecarSchema } from './sidecar';
import { statementSchema } from './statement';
import { volumeSchema } from './volume';

/** The part of a job that becomes its task definition. Jobs that share a task share these. */
export const taskFields = {
  /**
   * Image of the job: `repository:tag` or `repository@sha256:…`, or `{ build: './folder' }` for one that
   * is built from a folder of the project. The job may pull from an ECR repository named here; another
   * registry is public, or has `registryCredentials`.
   * @default - the project's `image`, which is the crawler's unless it says otherwise
   */
  image: jobImageSchema.optional(),
  registryCredentials: containerFields.registryCredentials,
  entryPoint: containerFields.entryPoint,
  secrets: containerFields.secrets,
  /**
   * ARNs of the KMS keys of your own that encrypt `secrets` and `registryCredentials`.
   * @default [] - AWS's own keys, which need no right
   */
  secretKeyArns: z.array(z.string()).optional(),
  user: containerFields.user,
  readonlyRootFilesystem: containerFields.readonlyRootFilesystem,
  workingDirectory: containerFields.workingDirectory,
  initProcess: containerFields.initProcess,
  dropCapabilities: containerFields.dropCapabilities,
  containerDefinition: containerFields.containerDefinition,
  /**
   * Whether ECS Exec can open a shell in the job's container while it runs. For that the container's
   * file system can be written, an init process starts the command, and no capability is taken away.
   * @default false
   */
  debug: z.boolean().optional(),
  /**
   * As `containerDefinition`, for the task itself, in the words of ECS's `RegisterTaskDefinition`.
   * @default {}
   */
  taskDefinition: taskHatchSchema.optional(),
  /**
   * CPU units, 1024 to one vCPU. Must pair with `memoryMiB`.
   * @default 256
   */
  cpuUnits: z.number().optional(),
  /**
   * Memory in MiB. Must pair with `cpuUnits`.
   * @default 512
   */
  memoryMiB: z.number().optional(),
  /**
   * Disk of the task in GiB, 21 to 200.
   * @default - Fargate's own 20 GiB
   */
  ephemeralStorageGiB: z.number().optional(),
  /**
   * CPU architecture of the image and the task. ARM64 costs about a fifth less. Jobs that run one
   * image that Terraform builds have one; see `images`.
   * @default 'ARM64'
   */
  architecture: z.enum(['X86_64', 'ARM64']).optional(),
  /**
   * Seconds between SIGTERM and SIGKILL, 2 to 120.
   * @default 30
   */
  stopTimeoutSeconds: z.number().optional(),
  /**
   * What the job may do with the data bucket: read and write all of it, nothing (`false`), only
   * `'read'`, or read or write one folder: `{ prefix: 'reports', access: 'write' }`. `DATA_URI` names
   * what it may use, and is not set with `false`. Deleting, and the folder `_runs/`, are no job's.
   * @default true
   */
  data: dataSchema.optional(),
  /**
   * What the job may do beside what `data` lets it.
   * @default []
   */
  statements: z.array(statementSchema).optional(),
  /**
   * Containers that run beside the job's own.
   * @default []
   */
  sidecars: z.array(sidecarSchema).optional(),
  /**
   * Folders that the containers share: on the task's disk or on EFS.
   * @default []
   */
  volumes: z.array(volumeSchema).optional(),
  /**
   * Tags of what the job has for itself, its tasks included, beside `Job`, which is set already.
   * @default {}
   */
  tags: z.record(z.string(), z.string()).optional(),
};
