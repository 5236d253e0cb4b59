import { z } from 'zod';

/** One scheduled container. */
export const jobSchema = z.strictObject({
  /** Name of the job: lower-case letters, digits and hyphens. Part of every AWS name it gets. */
  name: z.string(),
  /** When it runs: `cron(minute hour day-of-month month day-of-week year)`, `rate(value unit)` or `at(yyyy-mm-ddThh:mm:ss)`. */
  schedule: z.string(),
  /**
   * IANA time zone that `schedule` is read in. EventBridge rules know UTC only.
   * @default 'UTC'
   */
  timeZone: z.string().optional(),
  /**
   * Whether the schedule fires.
   * @default true
   */
  enabled: z.boolean().optional(),
  /**
   * What fires it: an EventBridge Scheduler schedule, or an EventBridge rule for teams that want rules.
   * @default 'scheduler'
   */
  trigger: z.enum(['scheduler', 'rule']).optional(),
  /**
   * Text shown beside the schedule in the console, at most 512 characters.
   * @default - `Runs the job <name>`
   */
  description: z.string().optional(),
  /**
   * CPU units, 1024 to one vCPU. Must pair with `memoryMiB`.
   * @default 256
   */
  cpuUnits: z.number().optional(),
  /**
   * Memory in MiB. Must pair with `cpuUnits`.
   * @default 512
   */
  memoryMiB: z.number().optional(),
  /**
   * CPU architecture of the image and the task. ARM64 costs about a fifth less.
   * @default 'ARM64'
   */
  architecture: z.enum(['X86_64', 'ARM64']).optional(),
  /**
   * Fargate platform version.
   * @default 'LATEST'
   */
  platformVersion: z.string().optional(),
  /**
   * Replaces the image's command.
   * @default - the image's own command
   */
  command: z.array(z.string()).optional(),
  /**
   * Environment variables. Never put a secret here: it would stand in the state and the console.
   * @default {}
   */
  environment: z.record(z.string(), z.string()).optional(),
  /**
   * Seconds between SIGTERM and SIGKILL, 2 to 120.
   * @default 30
   */
  stopTimeoutSeconds: z.number().optional(),
  /** How hard AWS tries to deliver one firing to ECS. It does not repeat a run that failed. */
  delivery: z
    .strictObject({
      /**
       * Attempts after the first, 0 to 185.
       * @default 5
       */
      retries: z.number().optional(),
      /**
       * Seconds after which an undelivered firing goes to the dead-letter queue, 60 to 86400.
       * @default 3600
       */
      maxAgeSeconds: z.number().optional(),
    })
    .optional(),
  /**
   * Minutes after the scheduled time within which Scheduler may fire, 1 to 1440.
   * @default - exactly on time
   */
  flexibleWindowMinutes: z.number().optional(),
  /**
   * First moment the schedule may fire, RFC 3339 in UTC. Scheduler only.
   * @default - at once
   */
  startDate: z.string().optional(),
  /**
   * Last moment the schedule may fire, RFC 3339 in UTC. Scheduler only.
   * @default - never ends
   */
  endDate: z.string().optional(),
});
