import { z } from 'zod';

/** A key of one's own for all that the project keeps and that takes one. */
export const encryptionSchema = z.strictObject({
  /**
   * ARN of a symmetric KMS key of the environment's region. It may be another account's; its policy
   * must let this project in, in any account: `fargate-cron verify --key-policy` prints what to add.
   */
  kmsKeyArn: z.string(),
});
