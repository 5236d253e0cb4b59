import { z } from 'zod';
import { containerFields } from './container';

/** A container that runs beside the job's own, in the same task, and stops with it. */
export const sidecarSchema = z.strictObject({
  /** Name of the container: letters, digits, - and _. */
  name: z.string(),
  /** Image, `repository:tag` or `repository@sha256:…`. */
  image: z.string(),
  ...containerFields,
  /**
   * Share of the job's `cpuUnits`; without it the sidecar takes what the job leaves.
   * @default 0
   */
  cpuUnits: z.number().optional(),
  /**
   * Share of the job's `memoryMiB`; the job's own container has the rest.
   * @default 128
   */
  memoryMiB: z.number().optional(),
  /**
   * Whether the whole task stops when this container does.
   * @default false
   */
  essential: z.boolean().optional(),
  /**
   * What the job's own container waits for before it starts: that this one has started, is healthy
   * by `healthCommand`, has ended, or has ended with exit code 0.
   * @default - it does not wait
   */
  jobWaitsFor: z.enum(['START', 'HEALTHY', 'COMPLETE', 'SUCCESS']).optional(),
  /**
   * Command run in the container every 30 seconds; exit code 0 means healthy.
   * @default - the container's health is not asked for
   */
  healthCommand: z.array(z.string()).min(1).optional(),
});
