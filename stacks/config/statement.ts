import { z } from 'zod';
import { shown } from './shown';

const oneOrMore = z.union([z.string(), z.array(z.string())], {
  error: ({ input }) => `must be a string or a list of strings, got ${shown(input)}`,
});

/** One more thing that a job may do, in IAM's own words. */
export const statementSchema = z.strictObject({
  /** The actions, each in full: `sns:Publish`. */
  Action: z.array(z.string()).min(1),
  /** ARNs of what they may be done to. */
  Resource: z.array(z.string()).min(1),
  /**
   * When: operator, key, value or values.
   * @default - always
   */
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});
