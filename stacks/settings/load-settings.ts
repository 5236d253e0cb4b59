import type { Config, EnvironmentConfig, JobConfig } from '../config/config';
import { ConfigError, type Problem } from '../config/config-error';
import { jobSchema } from '../config/job';
import { afterProblems } from './checks/after';
import { meetingNameProblems } from './checks/environments';
import { jobProblems } from './checks/job';
import { projectProblems } from './checks/project';
import { ofAllJobs } from './checks/of-all-jobs';
import { sharedTaskProblems } from './checks/shared-task';
import { accountOfRole } from '../rules/iam';
import { defaultTagKeys } from '../rules/tags';
import { layOver, linkJobs } from './after';
import { resolveImage } from './built-image';
import { planWithoutVariable } from './placeholders';
import { resolveNetwork } from './resolve-network';
import { resolveTask, shareTasks } from './resolve-task';
import type { JobSettings, Settings } from './settings';
import { checkShape, child } from './shape';

/**
 * Lays the chosen environment's values over the shared ones, applies the defaults and checks the
 * result against AWS's rules.
 *
 * @param env `FARGATE_CRON_ENV` names the environment, `local` when it is not set;
 * `FARGATE_CRON_PLAN_WITHOUT` what is not deployed yet
 * @param now what begins before it has begun; without it nothing has
 * @param folder the project's: that of `config.ts`, where cdktf runs the app
 * @throws ConfigError with every problem there is
 */
export function loadSettings(
  config: Config,
  env: NodeJS.ProcessEnv,
  now?: Date,
  folder = process.cwd(),
): Settings {
  // As main.ts gets it from a config.ts that exports something else.
  if (typeof (config as unknown) !== 'object') {
    const text = 'is required: write export default defineConfig({ … })';
    throw new ConfigError([{ path: ['default'], text }]);
  }
  const name = env['FARGATE_CRON_ENV'] ?? 'local';
  const { problems, sound, isWhole } = checkShape(config);
  // Without these there is nothing to lay over anything.
  if (['project', 'jobs', 'environments'].some((key) => !(key in sound))) {
    throw new ConfigError(problems);
  }
  const environment = sound.environments[name];
  if (environment === undefined) {
    if (!(name in config.environments)) problems.push(unknownEnvironment(name, config));
    throw new ConfigError(problems);
  }

  const settings = resolve(sound, name, environment, { env, now, folder });
  const found = [
    ...projectProblems(settings, environment),
    ...sharedTaskProblems(sound, environment),
    ...afterProblems(sound, environment),
    ...meetingNameProblems(
      Object.entries(sound.environments).map(([each, values]) =>
        each === name ? settings : resolve(sound, each, values, { env, now, folder }),
      ),
    ),
    ...settings.jobs.flatMap((job, index) =>
      // A job that lacks what it must have has its problem already.
      isWhole || jobSchema.safeParse(sound.jobs[index]).success
        ? jobProblems(job, index, settings)
        : [],
    ),
  ];
  problems.push(
    ...ofAllJobs(found, settings).map(({ path, text }) => ({
      path: writtenAt(path, sound, name),
      text,
    })),
  );
  if (problems.length > 0) throw new ConfigError(problems);
  return settings;
}

interface Circumstances {
  readonly env: NodeJS.ProcessEnv;
  readonly now: Date | undefined;
  readonly folder: string;
}

function resolve(
  config: Config,
  name: string,
  environment: EnvironmentConfig,
  { env, now, folder }: Circumstances,
): Settings {
  const { image, images, crawler } = resolveImages(config, environment);
  const variables = { ...config.environment, ...environment.environment };
  return {
    folder,
    project: config.project,
    environment: name,
    prefix: environment.names?.prefix ?? `${config.project}-${name}`,
    logGroupPath: environment.names?.logGroups ?? `/${config.project}/${name}`,
    region: environment.region ?? config.region ?? 'us-east-1',
    accountId: environment.accountId ?? accountOfRole(environment.deployRoleArn),
    deployRoleArn: environment.deployRoleArn,
    state: environment.state,
    stateOf: environment.stateOf ?? {},
    planWithout: (env[planWithoutVariable] ?? '').split(',').filter((missing) => missing !== ''),
    strict: environment.strict ?? false,
    protectData: environment.protectData ?? true,
    imports: { logGroups: {}, ...environment.imports },
    existing: { ...config.existing, ...environment.existing },
    scheduleStacks: environment.scheduleStacks ?? config.scheduleStacks ?? 1,
    network: resolveNetwork(config.network, environment.network),
    image,
    images,
    crawler,
    role: { ...config.role, ...environment.role },
    alarms: environment.alarms ?? config.alarms,
    dashboard: environment.dashboard ?? config.dashboard ?? false,
    encryption: environment.encryption ?? config.encryption,
    dataBucket: {
      rawDays: 90,
      // Objects are replaced whole, so each run leaves the version before it behind.
      oldVersionDays: 30,
      ...config.dataBucket,
      ...environment.dataBucket,
    },
    logs: { retentionDays: 30, ...config.logs, ...environment.logs },
    history:
      (environment.history ?? config.history) === false
        ? undefined
        : { days: 400, resourcePolicy: true, ...config.history, ...environment.history },
    variables,
    tags: { ...config.tags, ...environment.tags },
    tagKeys: { ...defaultTagKeys, ...config.tagKeys, ...environment.tagKeys },
    jobs: linkJobs(
      shareTasks(
        config.jobs.map((job) =>
          resolveJob(job, environment.jobs?.[job.name], { image, variables, now }),
        ),
      ),
    ),
  };
}

/** Of the configuration's `image` what it says of the crawler, or the image that it names in its place. */
function resolveImages(
  config: Config,
  environment: EnvironmentConfig,
): Pick<Settings, 'image' | 'images' | 'crawler'> {
  const image = environment.image ?? config.image;
  const images = environment.images ?? config.images ?? 'build';
  if (typeof image === 'object' && image.from !== undefined) {
    return { image: undefined, images, crawler: image };
  }
  return {
    image: image === undefined ? undefined : resolveImage(image, 'app'),
    images,
    crawler: { from: images },
  };
}

function resolveJob(
  shared: JobConfig,
  override: Partial<JobConfig> = {},
  { image, variables, now }: Pick<Settings, 'image' | 'variables'> & Pick<Circumstances, 'now'>,
): JobSettings {
  const job = layOver(shared, override);
  const task = resolveTask(shared, override, image);
  return {
    ...job,
    ...task,
    schedule: job.schedule ?? '',
    followers: [],
    timeZone: job.timeZone ?? 'UTC',
    begins: beginsOf(job, now),
    enabled: job.enabled ?? true,
    trigger: job.trigger ?? 'scheduler',
    description: job.description ?? `Runs the job ${job.name}`,
    platformVersion: job.platformVersion ?? 'LATEST',
    environment: {
      // The task that a job shares has them, and maybe values of its own.
      ...(job.task === undefined && without(variables, task.secrets)),
      ...shared.environment,
      ...override.environment,
    },
    notSecrets: job.notSecrets ?? [],
    task: job.task ?? job.name,
    spot: job.spot ?? false,
    taskCount: job.taskCount ?? 1,
    retries: job.retries ?? 0,
    overlap: job.overlap ?? 'allow',
    fanOut: job.fanOut && { maxConcurrency: 10, toleratedFailurePercentage: 0, ...job.fanOut },
    alarms: { ...shared.alarms, ...override.alarms },
    delivery: {
      retries: 5,
      maxAgeSeconds: 3600,
      ...(job.after === undefined && shared.delivery),
      ...override.delivery,
    },
  };
}

function without<Value>(
  values: Readonly<Record<string, Value>>,
  others: Readonly<Record<string, unknown>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values).filter(([name]) => !Object.hasOwn(others, name)),
  );
}

/**
 * AWS makes no schedule that begins more than five minutes ago, and UpdateSchedule takes all values as if
 * they were new. A cron expression fires at the same times without the date; a rate counts from it.
 * https://github.com/getmoto/moto/pull/8172
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_UpdateSchedule.html
 */
function beginsOf({ schedule, startDate }: JobConfig, now: Date | undefined): string | undefined {
  const hasBegun = startDate !== undefined && now !== undefined && new Date(startDate) < now;
  return hasBegun && !schedule?.startsWith('rate') ? undefined : startDate;
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

function unknownEnvironment(name: string, config: Config): Problem {
  const known = Object.keys(config.environments).join(', ');
  return {
    path: ['environments'],
    text:
      known === ''
        ? `must hold the environment that FARGATE_CRON_ENV, or --env, names, got none; write ${JSON.stringify(name)}`
        : `FARGATE_CRON_ENV, or --env, must name one of ${known}, got "${name}"`,
  };
}
