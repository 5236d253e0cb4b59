import type { Config, EnvironmentConfig, JobConfig } from '../config/config';
import type { AlarmSettings, JobAlarmSettings } from '../config/alarms';
import { ConfigError, type Problem } from '../config/config-error';
import { jobSchema } from '../config/job';
import { jobProblems } from './checks/job';
import { projectProblems } from './checks/project';
import { sharedTaskProblems } from './checks/shared-task';
import { checkShape } from '../config/shape';
import { resolveNetwork, type NetworkSettings } from './network';
import { planWithoutVariable } from './placeholders';
import { resolveTask, shareTasks, type TaskSettings } from './task';

/** One job with every default in place; see `config.ts` for what each value means. */
export interface JobSettings extends TaskSettings {
  readonly name: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly trigger: 'scheduler' | 'rule';
  readonly description: string;
  readonly platformVersion: string;
  readonly command?: string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** The job whose task it runs: itself, or another. */
  readonly task: string;
  readonly spot: boolean;
  readonly taskCount: number;
  readonly delivery: { readonly retries: number; readonly maxAgeSeconds: number };
  readonly timeoutSeconds?: number | undefined;
  readonly retries: number;
  readonly overlap: 'allow' | 'forbid';
  readonly alarms: JobAlarmSettings;
  readonly fanOut?: FanOutSettings | undefined;
  readonly flexibleWindowMinutes?: number | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
}

/** How a run is dealt out to many tasks. */
export interface FanOutSettings {
  readonly symbolsPerTask: number;
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
}

type ImportConfig = NonNullable<EnvironmentConfig['imports']>;
export type ImportSettings = ImportConfig & Required<Pick<ImportConfig, 'logGroups'>>;

/** One environment of the configuration, checked, with every default in place. */
export interface Settings {
  readonly project: string;
  readonly environment: string;
  /** `<project>-<environment>`, the beginning of every AWS name. */
  readonly prefix: string;
  readonly region: string;
  /** The only account these settings may land in; any when not set. */
  readonly accountId?: string | undefined;
  readonly state: EnvironmentConfig['state'];
  readonly stateOf: NonNullable<EnvironmentConfig['stateOf']>;
  /** What a plan is made without, because it is not deployed yet: `image`, `task/<job>`. */
  readonly planWithout: readonly string[];
  readonly protectData: boolean;
  /** Names of what exists and is brought under Terraform. */
  readonly imports: ImportSettings;
  /** How many stacks the jobs' schedules are dealt out to. */
  readonly scheduleStacks: number;
  readonly network: NetworkSettings;
  readonly image: NonNullable<Config['image']>;
  readonly role: NonNullable<Config['role']>;
  /** Nobody is told when not set. */
  readonly alarms?: AlarmSettings | undefined;
  readonly dashboard: boolean;
  readonly logs: { readonly retentionDays: number };
  readonly tags: Readonly<Record<string, string>>;
  readonly jobs: readonly JobSettings[];
}

/**
 * Lays the chosen environment's values over the shared ones, applies the defaults and checks the
 * result against AWS's rules.
 *
 * @param env `FARGATE_CRON_ENV` names the environment, `local` when it is not set;
 * `FARGATE_CRON_PLAN_WITHOUT` what is not deployed yet
 * @throws ConfigError with every problem there is
 */
export function loadSettings(config: Config, env: NodeJS.ProcessEnv): Settings {
  const name = env['FARGATE_CRON_ENV'] ?? 'local';
  const { problems, sound } = checkShape(config);
  // Without these there is nothing to lay over anything.
  if (['project', 'jobs', 'environments'].some((key) => !(key in sound))) {
    throw new ConfigError(problems);
  }
  const environment = sound.environments[name];
  if (environment === undefined) {
    if (!(name in config.environments)) problems.push(unknownEnvironment(name, config));
    throw new ConfigError(problems);
  }

  const settings = resolve(sound, name, environment, env);
  const found = [
    ...projectProblems(settings, environment),
    ...sharedTaskProblems(sound, environment),
    ...settings.jobs.flatMap((job, index) =>
      // A job that lacks what it must have has its problem already.
      jobSchema.safeParse(sound.jobs[index]).success ? jobProblems(job, index, settings) : [],
    ),
  ];
  problems.push(...found.map(({ path, text }) => ({ path: writtenAt(path, sound, name), text })));
  if (problems.length > 0) throw new ConfigError(problems);
  return settings;
}

function resolve(
  config: Config,
  name: string,
  environment: EnvironmentConfig,
  env: NodeJS.ProcessEnv,
): Settings {
  return {
    project: config.project,
    environment: name,
    prefix: `${config.project}-${name}`,
    region: environment.region ?? config.region ?? 'us-east-1',
    accountId: environment.accountId,
    state: environment.state,
    stateOf: environment.stateOf ?? {},
    planWithout: (env[planWithoutVariable] ?? '').split(',').filter((missing) => missing !== ''),
    protectData: environment.protectData ?? true,
    imports: { logGroups: {}, ...environment.imports },
    scheduleStacks: environment.scheduleStacks ?? config.scheduleStacks ?? 1,
    network: resolveNetwork(config.network, environment.network),
    image: environment.image ?? config.image ?? { from: 'build' },
    role: { ...config.role, ...environment.role },
    alarms: environment.alarms ?? config.alarms,
    dashboard: environment.dashboard ?? config.dashboard ?? false,
    logs: { retentionDays: 30, ...config.logs, ...environment.logs },
    tags: { ...config.tags, ...environment.tags },
    jobs: shareTasks(config.jobs.map((job) => resolveJob(job, environment.jobs?.[job.name]))),
  };
}

function resolveJob(shared: JobConfig, override: Partial<JobConfig> = {}): JobSettings {
  const job = { ...shared, ...override };
  return {
    ...job,
    ...resolveTask(shared, override),
    timeZone: job.timeZone ?? 'UTC',
    enabled: job.enabled ?? true,
    trigger: job.trigger ?? 'scheduler',
    description: job.description ?? `Runs the job ${job.name}`,
    platformVersion: job.platformVersion ?? 'LATEST',
    environment: { ...shared.environment, ...override.environment },
    task: job.task ?? job.name,
    spot: job.spot ?? false,
    taskCount: job.taskCount ?? 1,
    retries: job.retries ?? 0,
    overlap: job.overlap ?? 'allow',
    fanOut: job.fanOut && { maxConcurrency: 10, toleratedFailurePercentage: 0, ...job.fanOut },
    alarms: { ...shared.alarms, ...override.alarms },
    delivery: { retries: 5, maxAgeSeconds: 3600, ...shared.delivery, ...override.delivery },
  };
}

/** Where the value that a problem is about was written: with the environment, or shared. */
function writtenAt(
  path: readonly PropertyKey[],
  config: Config,
  environment: string,
): readonly PropertyKey[] {
  const [first, index, ...rest] = path;
  const inEnvironment =
    first === 'jobs' && typeof index === 'number'
      ? ['jobs', config.jobs[index]?.name ?? '', ...rest]
      : path;
  const full = ['environments', environment, ...inEnvironment];
  return full.reduce<unknown>(child, config) === undefined ? path : full;
}

function child(parent: unknown, key: PropertyKey): unknown {
  return typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined;
}

function unknownEnvironment(name: string, config: Config): Problem {
  const known = Object.keys(config.environments).join(', ');
  return {
    path: ['environments'],
    text: `FARGATE_CRON_ENV must name one of ${known}, got "${name}"`,
  };
}
