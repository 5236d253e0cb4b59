import { z } from 'zod';

// Every field is optional here unless there is no sensible default; the defaults themselves are
// applied in settings.ts, after an environment's values were laid over the shared ones.

const tags = z.record(z.string(), z.string());

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

const networkSchema = z.strictObject({
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

const imageSchema = z.discriminatedUnion('from', [
  z.strictObject({
    /** `build`: Terraform builds `crawler/` with the Docker provider and pushes it. */
    from: z.literal('build'),
  }),
  z.strictObject({
    /** `prebuilt`: somebody else, for example CI, pushed the image to the repository. */
    from: z.literal('prebuilt'),
    /**
     * Tag, or digest (`sha256:…`), of the pushed image.
     * @default - the tag made from the content of `crawler/`, as `build` would push it
     */
    reference: z.string().optional(),
  }),
]);

const logsSchema = z.strictObject({
  /**
   * Days that log lines are kept; one of the values that CloudWatch Logs knows.
   * @default 30
   */
  retentionDays: z.number().optional(),
});

const stateSchema = z.discriminatedUnion('backend', [
  z.strictObject({
    /** `local`: state on this disk, under `.fargate-cron/state`. */
    backend: z.literal('local'),
  }),
  z.strictObject({
    /** `s3`: state in a bucket, locked by a lock file beside it. */
    backend: z.literal('s3'),
    /** Name of the state bucket. It must exist. */
    bucket: z.string(),
    /**
     * Region of the state bucket.
     * @default - the environment's region
     */
    region: z.string().optional(),
    /**
     * KMS key that encrypts the state objects.
     * @default - the bucket's default encryption
     */
    kmsKeyId: z.string().optional(),
  }),
]);

/** What all environments share and any of them may override. */
const sharedShape = {
  /**
   * AWS region of all four stacks.
   * @default 'us-east-1'
   */
  region: z.string().optional(),
  /** The VPC that tasks run in. */
  network: networkSchema.optional(),
  /**
   * Where the container image comes from.
   * @default { from: 'build' }
   */
  image: imageSchema.optional(),
  /** Logs of all jobs. */
  logs: logsSchema.optional(),
  /**
   * Tags of every resource, beside `Project`, `Environment` and `Stack`.
   * @default {}
   */
  tags: tags.optional(),
};

const environmentSchema = z.strictObject({
  ...sharedShape,
  /** Where Terraform keeps this environment's state. */
  state: stateSchema,
  /**
   * The only AWS account this environment may land in.
   * @default - any account the credentials belong to
   */
  accountId: z.string().optional(),
  /**
   * Whether Terraform refuses to destroy the data bucket and the image repository.
   * @default true
   */
  protectData: z.boolean().optional(),
  /**
   * Values laid over the jobs of the same name.
   * @default {}
   */
  jobs: z.record(z.string(), jobSchema.omit({ name: true }).partial()).optional(),
});

export const configSchema = z.strictObject({
  /** Name of the project: lower-case letters, digits and hyphens. Part of every AWS name. */
  project: z.string(),
  ...sharedShape,
  /** The jobs, each with a name of its own. */
  jobs: z.array(jobSchema).min(1),
  /** The environments by name; `FARGATE_CRON_ENV` chooses one. */
  environments: z.record(z.string(), environmentSchema),
});

export type Config = z.input<typeof configSchema>;
export type JobConfig = Config['jobs'][number];
export type EnvironmentConfig = Config['environments'][string];

/** Gives `config.ts` its types; the values are checked when they are loaded. */
export function defineConfig(config: Config): Config {
  return config;
}
