import { z } from 'zod';

/** Who is told when a job fails or does not run. */
export const alarmsSchema = z.strictObject({
  /** Address that gets the messages; AWS asks it to confirm. Either this or `topicArn`, or both. */
  email: z.string().optional(),
  /**
   * ARN of an SNS topic that exists, whose policy must let CloudWatch and EventBridge publish.
   * @default - a topic is made
   */
  topicArn: z.string().optional(),
  /**
   * Whether a job that does not run raises an alarm; for jobs that run at least every six days.
   * @default true
   */
  missedRuns: z.boolean().optional(),
});

export type AlarmSettings = z.output<typeof alarmsSchema>;
