import { z } from 'zod';

/** What all IAM roles of the project have in common. */
export const roleSchema = z.strictObject({
  /**
   * Path of the roles; begins and ends with a slash.
   * @default '/'
   */
  path: z.string().optional(),
  /**
   * ARN of the policy that bounds what the roles can ever do.
   * @default - none
   */
  permissionsBoundary: z.string().optional(),
});
