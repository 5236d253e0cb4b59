import { z } from 'zod';
import { shown } from './shown';

/** How runs are remembered that have ended; see docs/operate.md. */
export const historySchema = z.union(
  [
    z.literal(false),
    z.strictObject({
      /**
       * Days that the end of a run is kept; one of the values that CloudWatch Logs knows.
       * @default 400
       */
      days: z.number().optional(),
      /**
       * Whether a resource policy of CloudWatch Logs is made that lets EventBridge write. An account has
       * ten in a region: `false` where one of them lets EventBridge write already.
       * @default true
       */
      resourcePolicy: z.boolean().optional(),
    }),
  ],
  {
    error: ({ input }) =>
      `must be false or { days: 400, resourcePolicy: true }, got ${shown(input)}`,
  },
);
