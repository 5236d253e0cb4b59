import type { z } from 'zod';
import type { alarmsSchema, jobAlarmsSchema } from '../config/alarms';
import type { Config, EnvironmentConfig } from '../config/config';
import type { TagKeys } from '../rules/tags';
import type { TaskImage } from './built-image';
import type { NetworkSettings } from './network';
import type { TaskSettings } from './task';

/** One job with every default in place; see `config.ts` for what each value means. */
export interface JobSettings extends TaskSettings {
  readonly name: string;
  /** When it is due; of a job that runs after another, when the first of the chain is. */
  readonly schedule: string;
  /** The job that starts it, in place of its schedule. */
  readonly after?: string | undefined;
  /** The jobs that run after it; it starts those that are switched on. */
  readonly followers: readonly string[];
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly trigger: 'scheduler' | 'rule';
  readonly description: string;
  readonly platformVersion: string;
  readonly command?: string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly notSecrets: readonly string[];
  /** The job whose task it runs: itself, or another. */
  readonly task: string;
  readonly spot: boolean;
  /** In place of the project's. */
  readonly securityGroupIds?: string[] | undefined;
  readonly taskCount: number;
  readonly delivery: { readonly retries: number; readonly maxAgeSeconds: number };
  readonly timeoutSeconds?: number | undefined;
  readonly retries: number;
  readonly overlap: 'allow' | 'forbid' | 'replace';
  readonly alarms: JobAlarmSettings;
  readonly fanOut?: FanOutSettings | undefined;
  readonly flexibleWindowMinutes?: number | undefined;
  readonly startDate?: string | undefined;
  /** What its schedule is told of `startDate`: nothing once a cron expression has begun. */
  readonly begins?: string | undefined;
  readonly endDate?: string | undefined;
}

export type AlarmSettings = Readonly<z.output<typeof alarmsSchema>>;
type JobAlarmSettings = Readonly<z.output<typeof jobAlarmsSchema>>;

/** How a run is spread over many tasks. */
export interface FanOutSettings {
  readonly symbolsPerTask: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
}

type ImportConfig = NonNullable<EnvironmentConfig['imports']>;
type ImportSettings = ImportConfig & Required<Pick<ImportConfig, 'logGroups'>>;

/** What `image` of the configuration says where it means the crawler's. */
type CrawlerImage = Readonly<
  Extract<NonNullable<Config['image']>, { from: 'build' } | { from: 'prebuilt' }>
>;

/** One environment of the configuration, checked, with every default in place. */
export interface Settings {
  /** The project's folder, to which the paths in `config.ts` are relative. */
  readonly folder: string;
  readonly project: string;
  readonly environment: string;
  /** The beginning of every AWS name: `<project>-<environment>` unless `names` says otherwise. */
  readonly prefix: string;
  /** What log groups lie below: `/<project>/<environment>`, likewise. */
  readonly logGroupPath: string;
  readonly region: string;
  /** The only account these settings may land in; any when not set. */
  readonly accountId?: string | undefined;
  /** The role that everything but state is done as; the credentials themselves when not set. */
  readonly deployRoleArn: string | undefined;
  readonly state: EnvironmentConfig['state'];
  readonly stateOf: NonNullable<EnvironmentConfig['stateOf']>;
  /** What a plan is made without, because it is not deployed yet: `image`, `task/<job>`. */
  readonly planWithout: readonly string[];
  /** Whether warnings are errors. */
  readonly strict: boolean;
  readonly protectData: boolean;
  /** Names of existing resources to import. */
  readonly imports: ImportSettings;
  /** Names of what others keep and this project uses. */
  readonly existing: NonNullable<Config['existing']>;
  /** How many stacks the jobs' schedules are spread over. */
  readonly scheduleStacks: number;
  readonly network: NetworkSettings;
  /** The image of jobs without one. */
  readonly image: TaskImage;
  /** Who builds and pushes the images that are built from folders. */
  readonly images: 'build' | 'prebuilt';
  /** Where the crawler's image comes from. */
  readonly crawler: CrawlerImage;
  readonly role: NonNullable<Config['role']>;
  /** No notifications when not set. */
  readonly alarms?: AlarmSettings | undefined;
  readonly dashboard: boolean;
  /** The key of one's own that encrypts what takes one. */
  readonly encryption?: { readonly kmsKeyArn: string } | undefined;
  readonly dataBucket: {
    readonly rawDays: number;
    readonly oldVersionDays: number;
    readonly accessLogBucket?: string | undefined;
    readonly objectLock?:
      | { readonly mode: 'GOVERNANCE' | 'COMPLIANCE'; readonly days: number }
      | undefined;
  };
  readonly logs: {
    readonly retentionDays: number;
    /** Which events of executions are logged; state machines say nothing of it when not set. */
    readonly executions?: 'ALL' | 'ERROR' | 'FATAL' | 'OFF' | undefined;
  };
  /** How ends of runs are kept; they are not when not set. */
  readonly history?: { readonly days: number; readonly resourcePolicy: boolean } | undefined;
  /** The environment variables of all jobs, which are among each one's, too. */
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly tagKeys: TagKeys;
  readonly jobs: readonly JobSettings[];
}
