import { z } from 'zod';

/**
 * What somebody else keeps and this project only uses: it is neither made nor changed, tagged or
 * destroyed. See docs/shared.md.
 */
export const existingSchema = z.strictObject({
  /**
   * Name of an ECS cluster of this account and region.
   * @default - one is made
   */
  cluster: z.string().optional(),
  /**
   * Name of a bucket, of whatever account, for the data: the project keeps to its folder
   * `<project>/<environment>/` there.
   * @default - one is made
   */
  dataBucket: z.string().optional(),
  /**
   * ECR repository of all images that are built from folders, the crawler's among them: its name, or
   * the ARN of another account's. It goes with `images: 'prebuilt'`.
   * @default - one is made for each image
   */
  repository: z.string().optional(),
});
