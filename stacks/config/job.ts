import { z } from 'zod';
import { jobAlarmsSchema } from './alarms';
import { containerFields } from './container';
import { taskFields } from './task';

/** One scheduled container. */
export const jobSchema = z.strictObject({
  /** Name of the job: lower-case letters, digits and hyphens. Part of every AWS name it gets. */
  name: z.string(),
  /**
   * When it runs: `cron(minute hour day-of-month month day-of-week year)`, `rate(value unit)` or
   * `at(yyyy-mm-ddThh:mm:ss)`. Required of a job without `after`.
   */
  schedule: z.string().optional(),
  /**
   * Name of the job that it runs after, in place of a schedule: it is started for each scheduled time at
   * which that one is done, and not where that one failed. Both are run by a Step Functions state machine.
   * @default - it runs by its schedule
   */
  after: z.string().optional(),
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
   * Fargate platform version.
   * @default 'LATEST'
   */
  platformVersion: z.string().optional(),
  command: containerFields.command,
  environment: containerFields.environment,
  notSecrets: containerFields.notSecrets,
  /**
   * Name of another job whose task this one runs: same image, size, roles and log group, with this
   * job's `command` and `environment` in place of or beside that job's.
   * @default - a task of its own, described by the fields below
   */
  task: z.string().optional(),
  ...taskFields,
  /**
   * Whether the task runs on spare capacity, for about a third of the price: AWS may interrupt it
   * after a warning of two minutes, or have no capacity when it is due.
   * @default false
   */
  spot: z.boolean().optional(),
  /**
   * IDs of the security groups of its tasks, 1 to 5, in place of the project's: to reach a database
   * that lets in one group only, for example. They lie in the project's VPC and allow HTTPS out.
   * @default - those of `network`
   */
  securityGroupIds: z.array(z.string()).optional(),
  /**
   * Tasks started at each firing, 1 to 10.
   * @default 1
   */
  taskCount: z.number().optional(),
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
   * Seconds after which one attempt of a run is stopped, 60 to 604800. Like `retries`, it makes the
   * target a Step Functions state machine; see `docs/failures.md`.
   * @default - a run may take as long as it likes
   */
  timeoutSeconds: z.number().optional(),
  /**
   * Attempts after the first of a run that failed or took too long, 0 to 10.
   * @default 0
   */
  retries: z.number().optional(),
  /**
   * What becomes of a run whose time comes while another of the job still runs: both run, it is skipped,
   * or the other is stopped and it takes its place.
   * @default 'allow'
   */
  overlap: z.enum(['allow', 'forbid', 'replace']).optional(),
  /**
   * Further alarms of this job, beside those that `alarms` gives all jobs.
   * @default {}
   */
  alarms: jobAlarmsSchema.optional(),
  /**
   * Deals each run out to many tasks, for more symbols than one can crawl.
   * @default - one task does the whole run
   */
  fanOut: z
    .strictObject({
      /** Most symbols of one task, 1 to 10000. */
      symbolsPerTask: z.number(),
      /**
       * Tasks at a time, 1 to 1000.
       * @default 10
       */
      maxConcurrency: z.number().optional(),
      /**
       * Share of tasks that may fail before the run has failed, 0 to 100.
       * @default 0
       */
      toleratedFailurePercentage: z.number().optional(),
    })
    .optional(),
  /**
   * Minutes after the scheduled time within which Scheduler may fire, 1 to 1440.
   * @default - exactly on time
   */
  flexibleWindowMinutes: z.number().optional(),
  /**
   * First moment the schedule may fire, RFC 3339 in UTC. Scheduler only. Once it has passed it is left
   * out of a schedule that is a cron expression; a rate counts from it, and AWS may refuse it then.
   * @default - at once
   */
  startDate: z.string().optional(),
  /**
   * Last moment the schedule may fire, RFC 3339 in UTC. Scheduler only.
   * @default - never ends
   */
  endDate: z.string().optional(),
});
