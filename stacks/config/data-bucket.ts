import { z } from 'zod';

/** What the bucket keeps that jobs write to, if it is not one that others keep; see docs/data-bucket.md. */
export const dataBucketSchema = z.strictObject({
  /**
   * Days that the crawler's raw answers are kept, under `raw/`.
   * @default 90
   */
  rawDays: z.number().optional(),
  /**
   * Days that a version is kept after a newer one took its place, or the object was deleted.
   * @default 30
   */
  oldVersionDays: z.number().optional(),
  /**
   * Bucket that gets the access log, under the data bucket's name.
   * @default - no access log
   */
  accessLogBucket: z.string().optional(),
  /**
   * For how long nobody may delete a version that was written. It cannot be turned off again for a
   * bucket, only for what is written from then on.
   * @default - versions may be deleted
   */
  objectLock: z
    .strictObject({
      /** `GOVERNANCE`: but for who may bypass it; `COMPLIANCE`: nobody, the root user included. */
      mode: z.enum(['GOVERNANCE', 'COMPLIANCE']),
      /** Days from the moment of writing. */
      days: z.number(),
    })
    .optional(),
});
