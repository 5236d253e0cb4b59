import type { Problem } from '../../config/config-error';
import { isForeign } from '../../rules/arn-places';
import { isPinned } from '../../rules/image-reference';
import { nextTimes } from '../../rules/next-runs';
import { partitionOf } from '../../rules/partition';
import { parseScheduleExpression } from '../../rules/schedule-expression';
import { regionWarnings } from '../../rules/region';
import { timeZoneWarnings } from '../../rules/time-zone';
import type { JobSettings, Settings } from '../settings';
import { accountWarnings } from './account-limits';
import { crawlerWarnings, manifestWarnings } from './crawler';
import { lockWarnings } from './data-bucket';
import { writtenImages } from './images';
import { egressWarnings, internetWarnings } from './network';
import { ofAllJobs } from './of-all-jobs';
import { at, type Path } from './problems';
import {
  emptyOverrideWarnings,
  environmentWarnings,
  proxyOfJobWarnings,
  proxyWarnings,
  secretNameWarnings,
  secretWarnings,
} from './variables';

/**
 * What AWS takes and nobody is likely to mean. It is printed at synthesis, and stops that of an
 * environment that is `strict`.
 *
 * @param now runs before it do not count
 */
function jobWarnings(job: JobSettings, index: number, now: Date): Problem[] {
  const path: Path = (...keys) => ['jobs', index, ...keys];
  const owns = job.task === job.name;
  return [
    ...(job.after === undefined ? scheduleWarnings(job, path, now) : []),
    ...at(path('timeoutSeconds'), timeoutWarnings(job, now)),
    ...environmentWarnings(job, path),
    ...(owns ? [] : emptyOverrideWarnings(job, path)),
    ...(owns ? taskWarnings(job, path) : []),
  ];
}

function scheduleWarnings(job: JobSettings, path: Path, now: Date): Problem[] {
  return [
    ...at(path('schedule'), endedWarnings(job, now)),
    ...at(path('timeZone'), timeZoneWarnings(job.timeZone)),
    ...at(path('startDate'), begunWarnings(job, now)),
    ...at(path('flexibleWindowMinutes'), windowWarnings(job, now)),
  ];
}

function taskWarnings(
  { secrets, sidecars, statements, volumes, containerDefinition }: JobSettings,
  path: Path,
): Problem[] {
  return [
    ...hatchWarnings(containerDefinition, path),
    ...secretNameWarnings(secrets, path),
    ...sidecars.flatMap((sidecar, index) => {
      const own: Path = (...keys) => path('sidecars', index, ...keys);
      return [
        ...at(own('image'), pinWarnings(sidecar.image)),
        ...environmentWarnings(sidecar, own),
        ...proxyWarnings(sidecar.environment, sidecar.secrets, own),
        ...secretNameWarnings(sidecar.secrets, own),
        ...hatchWarnings(sidecar.containerDefinition, own),
      ];
    }),
    ...volumes.flatMap(({ efs, readOnly = false }, index) =>
      at(
        path('volumes', index, 'efs'),
        efs === undefined || efs.accessPointId !== undefined || readOnly
          ? []
          : [
              'is the root of the file system, where only root may write unless you changed that, and a task is not root there; name an access point (accessPointId), or make it readOnly',
            ],
      ),
    ),
    ...statements.flatMap(({ Resource }, index) =>
      Resource.includes('*')
        ? at(path('statements', index, 'Resource'), [
            'allows the actions on everything there is; name the resources, unless an action knows none',
          ])
        : [],
    ),
  ];
}

function endedWarnings(job: JobSettings, now: Date): string[] {
  // A rate, or a cron expression that names no year, ends only by its end date.
  const endless = /^(rate\(.*|cron\(.* \*)\)$/.test(job.schedule) && job.endDate === undefined;
  return endless || runsOf(job, now, 1).length > 0
    ? []
    : [`never fires again, got "${job.schedule}"; write a later time, or take the job out`];
}

/** A rate keeps the date that has passed; see `begins` of the settings. */
function begunWarnings({ begins }: JobSettings, now: Date): string[] {
  return begins === undefined || new Date(begins) >= now
    ? []
    : [
        `has passed, and AWS makes no schedule that began before, nor may it change one, got ${begins}; take it out, or write the time of the next run, since a rate counts from it`,
      ];
}

function windowWarnings(job: JobSettings, now: Date): string[] {
  const { flexibleWindowMinutes: window } = job;
  if (window === undefined) return [];
  const [first = 0, second = Infinity] = runsOf(job, now, 2);
  return window * 60_000 >= second - first
    ? [
        `reaches into the next firing, got ${window}; write less than the ${(second - first) / 60_000} minutes between two`,
      ]
    : [];
}

/** Firings are looked at over a while, since some schedules are not regular. */
function timeoutWarnings(job: JobSettings, now: Date): string[] {
  const { timeoutSeconds: timeout, overlap } = job;
  if (timeout === undefined || overlap !== 'allow') return [];
  const runs = runsOf(job, now, 50);
  const gaps = runs.slice(1).map((run, index) => run - (runs[index] ?? run));
  const shortest = Math.min(Infinity, ...gaps) / 1000;
  return timeout > shortest
    ? [
        `lets a run meet the next one, got ${timeout}; write at most the ${shortest} seconds between two firings, or overlap "forbid"`,
      ]
    : [];
}

/** `splunk-token` is an option of a log driver, and labels may hold anything. */
function hatchWarnings(
  { dockerLabels = {}, logConfiguration }: JobSettings['containerDefinition'],
  path: Path,
): Problem[] {
  const secret = (name: string, keys: readonly string[]): Problem[] =>
    at(
      path('containerDefinition', ...keys, name),
      secretWarnings(name).map((text) =>
        text.replace('use secrets', 'use logConfiguration.secretOptions, or secrets'),
      ),
    );
  return [
    ...Object.keys(dockerLabels).flatMap((name) => secret(name, ['dockerLabels'])),
    ...Object.keys(logConfiguration?.options ?? {}).flatMap((name) =>
      secret(name, ['logConfiguration', 'options']),
    ),
  ];
}

/**
 * Lists of what a region has grow old, so this stops nothing. Budgets has no endpoint in GovCloud:
 * https://github.com/boto/botocore/blob/develop/botocore/data/endpoints.json
 * and takes an account's own currency alone, which is CNY in China:
 * https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/682
 */
function budgetWarnings({ region, alarms }: Settings): string[] {
  if (alarms?.monthlyBudgetUsd === undefined) return [];
  switch (partitionOf(region)) {
    case 'aws-cn':
      return [
        `is in US dollars, and an account in ${region} pays in CNY: AWS is likely to refuse the budget; leave it out`,
      ];
    case 'aws-us-gov':
    case 'aws-eusc':
      return [`needs AWS Budgets, which ${region} seems not to have; leave it out`];
    default:
      return [];
  }
}

/** EventBridge needs a role for a topic of another account, and must have none for one of its own. */
function topicWarnings({ alarms, accountId }: Settings): string[] {
  return alarms?.topicArn === undefined || accountId !== undefined
    ? []
    : [
        `may be of another account, of which a notification that failed would tell nobody, got "${alarms.topicArn}"; write accountId into the environment`,
      ];
}

/** The key that AWS manages cannot be shared; of a parameter the key need not be one of one's own. */
function foreignSecretWarnings(job: JobSettings, accountId: string | undefined, path: Path) {
  if (job.secretKeyArns.some((arn) => isForeign(arn, accountId))) return [];
  const own = Object.entries(job.secrets).map(([name, arn]) => ({ arn, keys: ['secrets', name] }));
  return [...own, { arn: job.registryCredentials ?? '', keys: ['registryCredentials'] }]
    .filter(({ arn }) => /:secretsmanager:/.test(arn) && isForeign(arn, accountId))
    .flatMap(({ arn, keys }) =>
      at(path(...keys), [
        `is of another account, whose secrets can be read from here only if a key of its own encrypts them, got "${arn}"; name that key in secretKeyArns`,
      ]),
    );
}

/** The crawler's own image is distroless; of another base nothing is known. */
function debugWarnings({ debug, image }: JobSettings, { crawler }: Settings): string[] {
  return debug && image === undefined && !('baseImage' in crawler)
    ? [
        "opens no shell in the crawler's image, which has none; set image.baseImage, or leave it out",
      ]
    : [];
}

function pinWarnings(image: string): string[] {
  return isPinned(image)
    ? []
    : [`may be another image tomorrow, got "${image}"; write a version's tag, or the digest`];
}

/** A base whose tag is moved leaves the tag of the crawler's image as it is. */
function baseImageWarnings({ crawler }: Settings): string[] {
  return crawler.from !== 'build' ||
    crawler.baseImage === undefined ||
    /@sha256:/.test(crawler.baseImage)
    ? []
    : [
        `may be another image tomorrow, which nobody would build on, got "${crawler.baseImage}"; write its digest`,
      ];
}

/** The next firings, in milliseconds. */
function runsOf(job: JobSettings, now: Date, count: number): number[] {
  const parsed = parseScheduleExpression(job.schedule, job.trigger);
  if (!parsed.ok) return [];
  const { timeZone, startDate, endDate } = job;
  const times = nextTimes(parsed.expression, {
    timeZone,
    from: now,
    count,
    ...(startDate !== undefined && { startDate: new Date(startDate) }),
    ...(endDate !== undefined && { endDate: new Date(endDate) }),
  });
  return times.map((time) => time.getTime());
}

/** All warnings about settings that are right. */
export function warningsOf(settings: Settings, now: Date): Problem[] {
  const warnings = [
    ...at(['region'], regionWarnings(settings.region)),
    ...accountWarnings(settings),
    ...at(['image', 'baseImage'], baseImageWarnings(settings)),
    ...writtenImages(settings).flatMap(({ image, path }) =>
      typeof image === 'string' ? at(path, pinWarnings(image)) : [],
    ),
    ...at(['dataBucket', 'objectLock', 'mode'], lockWarnings(settings)),
    ...at(['network', 'egressCidrs'], egressWarnings(settings)),
    ...at(['alarms', 'monthlyBudgetUsd'], budgetWarnings(settings)),
    ...at(['alarms', 'topicArn'], topicWarnings(settings)),
    ...settings.jobs.flatMap((job, index) => [
      ...jobWarnings(job, index, now),
      ...(job.task === job.name
        ? [
            ...foreignSecretWarnings(job, settings.accountId, (...keys) => [
              'jobs',
              index,
              ...keys,
            ]),
            ...at(['jobs', index, 'debug'], debugWarnings(job, settings)),
          ]
        : []),
      ...at(['jobs', index, 'image'], internetWarnings(job, settings)),
      ...proxyOfJobWarnings(job, settings, (...keys) => ['jobs', index, ...keys]),
      ...crawlerWarnings(job, settings.jobs, (...keys) => ['jobs', index, ...keys]),
      ...manifestWarnings(job, settings.jobs, (...keys) => ['jobs', index, ...keys]),
    ]),
  ];
  return ofAllJobs(warnings, settings);
}
