import { z } from 'zod';
import { alarmsSchema } from './alarms';
import { dataBucketSchema } from './data-bucket';
import { encryptionSchema } from './encryption';
import { existingSchema } from './existing';
import { historySchema } from './history';
import { imageSchema } from './image';
import { importsSchema } from './imports';
import { jobSchema } from './job';
import { networkSchema } from './network';
import { roleSchema } from './role';
import { stateOfSchema, stateSchema } from './state';

// Every field is optional here unless there is no sensible default; the defaults themselves are
// applied in settings/load-settings.ts, after an environment's values were laid over the shared ones.

const tags = z.record(z.string(), z.string());

const tagKeysSchema = z.strictObject({
  /** @default 'Project' */
  project: z.string().optional(),
  /** @default 'Environment' */
  environment: z.string().optional(),
  /** @default 'Stack' */
  stack: z.string().optional(),
  /** @default 'Job' */
  job: z.string().optional(),
});

const logsSchema = z.strictObject({
  /**
   * Days that log lines are kept; one of the values that CloudWatch Logs knows.
   * @default 30
   */
  retentionDays: z.number().optional(),
  /**
   * Which events of executions are logged, where jobs have a state machine: `ERROR` what failed, `ALL`
   * every step, `OFF` nothing any more. Step Functions keeps a history for 90 days anyway; see
   * docs/operate.md.
   * @default - they are not logged
   */
  executions: z.enum(['ALL', 'ERROR', 'FATAL', 'OFF']).optional(),
});

/** What all environments share and any of them may override. */
const sharedShape = {
  /**
   * AWS region of all four stacks.
   * @default 'us-east-1'
   */
  region: z.string().optional(),
  /**
   * The network that tasks run in.
   * @default { mode: 'public' }
   */
  network: networkSchema.optional(),
  /**
   * The image of jobs without one: the crawler's, the reference of another, or a folder that it is
   * built from; see docs/image.md.
   * @default - the crawler's, built as `images` says
   */
  image: imageSchema.optional(),
  /**
   * Who builds and pushes the images that are built from a folder: Terraform, which needs a Docker
   * engine, or `fargate-cron push`, CI or somebody else, under the same tags. What `image` says of the
   * crawler goes before it.
   * @default 'build'
   */
  images: z.enum(['build', 'prebuilt']).optional(),
  /**
   * Environment variables of all jobs, such as those of a proxy; what a job sets or has as a secret goes
   * before them, and sidecars do not get them. Never put a secret here.
   * @default {}
   */
  environment: z.record(z.string(), z.string()).optional(),
  /** IAM roles of all stacks. */
  role: roleSchema.optional(),
  /**
   * Notifications about jobs that fail or do not run; see docs/alarms.md.
   * @default - none
   */
  alarms: alarmsSchema.optional(),
  /**
   * Whether there is a CloudWatch dashboard of all jobs, for 3 USD a month beyond the three that an
   * account has free; see docs/alarms.md.
   * @default false
   */
  dashboard: z.boolean().optional(),
  /**
   * How many stacks the jobs' schedules are spread over, 1 to 100: one Terraform state becomes slow
   * with many jobs. See docs/scale.md before you make it smaller.
   * @default 1
   */
  scheduleStacks: z.number().optional(),
  /**
   * The key that encrypts what the project keeps: data, images, logs, schedules, runs and
   * notifications; see docs/encryption.md.
   * @default - AWS's own keys
   */
  encryption: encryptionSchema.optional(),
  /**
   * Shared things of the account, which others keep and this project uses; see docs/shared.md.
   * @default - none: everything is made
   */
  existing: existingSchema.optional(),
  /** What the data bucket keeps, and for how long; see docs/data-bucket.md. */
  dataBucket: dataBucketSchema.optional(),
  /** Logs of all jobs. */
  logs: logsSchema.optional(),
  /**
   * How each run ended, kept in a log group of its own: ECS forgets a task within hours. `false` for none;
   * see docs/operate.md.
   * @default { days: 400 }
   */
  history: historySchema.optional(),
  /**
   * Tags of every resource, beside `Project`, `Environment` and `Stack`, which are set already. Of the
   * first two it may give another value.
   * @default {}
   */
  tags: tags.optional(),
  /**
   * Other keys for the tags that are set already, where somebody prescribes them; see
   * docs/tags-and-names.md.
   * @default - `Project`, `Environment`, `Stack` and `Job`
   */
  tagKeys: tagKeysSchema.optional(),
};

/** What AWS names are made of; see docs/tags-and-names.md before you change one that is deployed. */
const namesSchema = z.strictObject({
  /**
   * What all AWS names begin with: lower-case letters, digits and hyphens.
   * @default - `<project>-<environment>`
   */
  prefix: z.string().optional(),
  /**
   * The path that log groups lie below, without a slash at its end.
   * @default - `/<project>/<environment>`
   */
  logGroups: z.string().optional(),
});

const environmentSchema = z.strictObject({
  ...sharedShape,
  /** Where Terraform keeps this environment's state. */
  state: stateSchema,
  /**
   * Stacks of this environment whose state lies elsewhere, for example because another team applies
   * them. What is not of this project is named as it is: a network by `mode: 'existing'`.
   * @default {}
   */
  stateOf: stateOfSchema.optional(),
  /**
   * The only AWS account this environment may land in.
   * @default - any account the credentials belong to
   */
  accountId: z.string().optional(),
  /**
   * Role that Terraform and the command work as: these credentials assume it. Its account is the only
   * one that this environment may land in.
   * @default - whoever the credentials belong to
   */
  deployRoleArn: z.string().optional(),
  /** Other names than those of project and environment, where somebody prescribes them. */
  names: namesSchema.optional(),
  /**
   * Whether what is likely a mistake, and else a warning, stops synthesis as well.
   * @default false
   */
  strict: z.boolean().optional(),
  /**
   * Whether Terraform refuses to destroy the data bucket and the image repository, keeps the log
   * groups of jobs that are removed or renamed, and leaves revisions of task definitions that were
   * replaced to whoever still names them.
   * @default true
   */
  protectData: z.boolean().optional(),
  /**
   * Existing resources to import into Terraform; see docs/import.md.
   * @default - nothing: everything is made
   */
  imports: importsSchema.optional(),
  /**
   * Values laid over the jobs of the same name.
   * @default {}
   */
  jobs: z.record(z.string(), jobSchema.omit({ name: true }).partial()).optional(),
});

export const configSchema = z.strictObject({
  /**
   * Name of the project: lower-case letters, digits and hyphens. Part of every AWS name, unless `names`
   * says otherwise.
   */
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
