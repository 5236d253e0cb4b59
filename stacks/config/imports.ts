import { z } from 'zod';

/**
 * Existing resources, which import blocks put under Terraform. It keeps the name that stands
 * here, before the import and after it.
 */
export const importsSchema = z.strictObject({
  /** Name of the bucket that becomes the data bucket. */
  dataBucket: z.string().optional(),
  /** Name of the ECR repository of the crawler. */
  repository: z.string().optional(),
  /** Name of the ECS cluster. */
  cluster: z.string().optional(),
  /**
   * Names of log groups by job.
   * @default {}
   */
  logGroups: z.record(z.string(), z.string()).optional(),
});
