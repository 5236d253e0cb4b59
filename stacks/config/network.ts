import { z } from 'zod';

/** The VPC that tasks run in. */
export const networkSchema = z.strictObject({
  /**
   * Address range of the VPC, /16 to /24.
   * @default '10.0.0.0/16'
   */
  cidr: z.string().optional(),
  /**
   * Availability zones by name, two to six.
   * @default - the first two zones of the region that need no opt-in
   */
  zones: z.array(z.string()).optional(),
});
