import { z } from 'zod';

/**
 * A folder that all containers of the task share. On the task's disk it belongs to root, and others
 * may only read it: for a container's `user`, 65532 by default, to write there, its image must make
 * the folder, give it to that user and declare it with `VOLUME`.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html
 */
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
       * ID of the access point to go through, `fsap-…`. Its owner is whom the containers are to
       * EFS; without one they may write only where everybody may.
       * @default - the file system's root, which belongs to root
       */
      accessPointId: z.string().optional(),
    })
    .optional(),
});
