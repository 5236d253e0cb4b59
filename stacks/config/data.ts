import { z } from 'zod';
import { shown } from './shown';

/** What a job may do with the data bucket: all of it, nothing, read it, or what lies in one folder. */
export const dataSchema = z.union(
  [
    z.boolean(),
    z.literal('read'),
    z.strictObject({
      /** The folder: `reports` or `reports/daily`, without a slash at either end. */
      prefix: z.string(),
      /** `write` reads as well. */
      access: z.enum(['read', 'write']),
    }),
  ],
  {
    error: ({ input }) =>
      `must be true, false, "read" or { prefix: "folder", access: "read" or "write" }, got ${shown(input)}`,
  },
);
