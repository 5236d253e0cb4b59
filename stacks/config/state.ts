import { z } from 'zod';

/** Where Terraform keeps an environment's state. */
export const stateSchema = z.discriminatedUnion('backend', [
  z.strictObject({
    /** `local`: state on this disk, under `.fargate-cron/state`. */
    backend: z.literal('local'),
  }),
  z.strictObject({
    /** `s3`: state in a bucket, locked by a lock file beside it. */
    backend: z.literal('s3'),
    /** Name of the state bucket. It must exist. */
    bucket: z.string(),
    /**
     * Region of the state bucket.
     * @default - the environment's region
     */
    region: z.string().optional(),
    /**
     * KMS key that encrypts the state objects.
     * @default - the bucket's default encryption
     */
    kmsKeyId: z.string().optional(),
  }),
]);
