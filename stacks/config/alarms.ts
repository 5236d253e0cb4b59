import { z } from 'zod';

/** Notifications about jobs that fail or do not run. */
export const alarmsSchema = z.strictObject({
  /** Address that gets the messages; AWS asks it to confirm. One of this, `topicArn`, `slack` and `teams` is there. */
  email: z.string().optional(),
  /**
   * ARN of an SNS topic that exists, whose policy must let CloudWatch and EventBridge publish; for one
   * of another account see docs/alarms.md.
   * @default - a topic is made
   */
  topicArn: z.string().optional(),
  /**
   * Channel of Slack that shows the messages. Somebody lets Amazon Q Developer into the workspace once, in
   * its console; see `docs/alarms.md`.
   * @default - none
   */
  slack: z
    .strictObject({
      /** ID of the workspace: `T0123ABCD`. */
      workspaceId: z.string(),
      /** ID of the channel: `C0123ABCD`. */
      channelId: z.string(),
    })
    .optional(),
  /**
   * Channel of Microsoft Teams that shows the messages, likewise. The IDs are in the link to the channel.
   * @default - none
   */
  teams: z
    .strictObject({
      /** ID of the tenant, a UUID. */
      tenantId: z.string(),
      /** ID of the team, a UUID: `groupId` in the link. */
      teamId: z.string(),
      /** ID of the channel as it stands in the link: `19%3A…%40thread.tacv2`. */
      channelId: z.string(),
    })
    .optional(),
  /**
   * Whether there is a notification when a job did not run.
   * @default true
   */
  missedRuns: z.boolean().optional(),
  /**
   * Whether there is a notification of every attempt that failed, even where the next one succeeds, and
   * of every batch of `fanOut`. A run that has failed for good has one in any case.
   * @default false
   */
  attempts: z.boolean().optional(),
  /**
   * Whether the alarm of the dead-letter queue also counts what Scheduler gave up, for runs that
   * did not even reach the queue; makes it 0.10 USD a month dearer.
   * @default false
   */
  droppedRuns: z.boolean().optional(),
  /**
   * US dollars a month above which AWS Budgets notifies that the project costs, or is about to cost,
   * more, 1 to 1000000. Counts what has the tag of the project, once that is a cost allocation tag.
   * @default - no budget
   */
  monthlyBudgetUsd: z.number().optional(),
});

/** Alarms of one job; at 0.10 USD a month each, and only where the project has `alarms`. */
export const jobAlarmsSchema = z.strictObject({
  /**
   * Minutes above which a run takes too long, 1 to 10080. For jobs that crawl, which say how long it
   * took, and those with a state machine.
   * @default - no alarm
   */
  longRunMinutes: z.number().optional(),
  /**
   * Days above which the newest price that a run left is too old, 1 to 365. For jobs that crawl.
   * @default - no alarm
   */
  staleDays: z.number().optional(),
  /**
   * Whether there is a notification of symbols whose prices are suspect: the vendor's answer was worse
   * than what is stored, which stays as it was. For jobs that crawl.
   * @default true
   */
  suspect: z.boolean().optional(),
});
