import { z } from 'zod';

/** A folder that all containers of the task share. */
export const volumeSchema = z.strictObject({
  /** Name of the volume: letters, digits, - and _. */
  name: z.string(),
  /** Where it is mounted, an absolute path; `/tmp` for example. */
  mountPath: z.string(),
  /**
   * Whether containers may only read it.
   * @default false
   */
  readOnly: z.boolean().optional(),
  /**
   * The EFS file system that it is, which outlives the task. It must have a mount target in the
   * tasks' subnets that lets their security group in.
   * @default - an empty folder on the task's own disk, gone with the task
   */
  efs: z
    .strictObject({
      /** ID of the file system, `fs-…`. */
      fileSystemId: z.string(),
      /**
       * ID of the access point to go through, `fsap-…`.
       * @default - the file system's root
       */
      accessPointId: z.string().optional(),
    })
    .optional(),
});
