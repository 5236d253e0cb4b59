import type { EnvironmentConfig } from './config';
import type { Problem } from './config-error';
import { vpcCidrProblems } from './rules/cidr';
import {
  flexibleWindowProblems,
  maxAgeProblems,
  periodProblems,
  retryProblems,
} from './rules/delivery';
import { environmentVariableProblems } from './rules/environment';
import { fargateSizeProblems, stopTimeoutProblems } from './rules/fargate-size';
import { logRetentionProblems } from './rules/log-retention';
import { nameProblems } from './rules/names';
import { parseScheduleExpression } from './rules/schedule-expression';
import { timeZoneProblems } from './rules/time-zone';
import type { JobSettings, Settings } from './settings';

/** What is wrong with the values that all jobs share. Paths are those of the shared part. */
export function projectProblems(settings: Settings, environment: EnvironmentConfig): Problem[] {
  const { project, prefix, network, logs, image } = settings;
  return [
    ...at(
      ['project'],
      firstOf(
        nameProblems('project', project),
        nameProblems('cluster', prefix),
        nameProblems('repository', `${prefix}-crawler`),
        nameProblems('bucket', `${prefix}-data-${'0'.repeat(12)}`),
      ),
    ),
    ...at(['network', 'cidr'], vpcCidrProblems(network.cidr)),
    ...at(['network', 'zones'], zoneProblems(network.zones)),
    ...at(['logs', 'retentionDays'], logRetentionProblems(logs.retentionDays)),
    ...at(['image', 'reference'], referenceProblems(image)),
    ...at(['environments', settings.environment, 'accountId'], accountProblems(environment)),
    ...unknownJobProblems(settings, environment),
    ...duplicateJobProblems(settings.jobs),
  ];
}

/** What is wrong with one job, the `index`th. */
export function jobProblems(job: JobSettings, index: number, settings: Settings): Problem[] {
  const path = (...keys: string[]): PropertyKey[] => ['jobs', index, ...keys];
  const variables = Object.keys(job.environment);
  return [
    ...at(
      path('name'),
      firstOf(
        nameProblems('job', job.name),
        nameProblems('role', `${settings.prefix}-${job.name}-execution`),
        nameProblems('rule', `${settings.prefix}-${job.name}`),
      ),
    ),
    ...at(path('schedule'), scheduleProblems(job)),
    ...at(path('timeZone'), zoneOfTriggerProblems(job)),
    ...at(path('description'), descriptionProblems(job.description)),
    ...at(path('cpuUnits'), fargateSizeProblems(job.cpuUnits, job.memoryMiB)),
    ...at(path('stopTimeoutSeconds'), stopTimeoutProblems(job.stopTimeoutSeconds)),
    ...at(path('delivery', 'retries'), retryProblems(job.delivery.retries)),
    ...at(path('delivery', 'maxAgeSeconds'), maxAgeProblems(job.delivery.maxAgeSeconds)),
    ...at(
      path('flexibleWindowMinutes'),
      job.flexibleWindowMinutes === undefined
        ? []
        : flexibleWindowProblems(job.flexibleWindowMinutes),
    ),
    ...at(path('startDate'), periodProblems(job.startDate, job.endDate)),
    ...variables.flatMap((name) =>
      at(path('environment', name), environmentVariableProblems(name)),
    ),
    ...at(path('environment', 'SYMBOLS'), symbolProblems(job.environment['SYMBOLS'])),
    ...(job.trigger === 'rule' ? schedulerOnlyProblems(job, path) : []),
  ];
}

function at(path: readonly PropertyKey[], texts: readonly string[]): Problem[] {
  return texts.map((text) => ({ path, text }));
}

/** A name that is wrong in itself makes every name that it becomes part of wrong as well. */
function firstOf(...checks: string[][]): string[] {
  return checks.find((problems) => problems.length > 0) ?? [];
}

function scheduleProblems(job: JobSettings): string[] {
  const parsed = parseScheduleExpression(job.schedule, job.trigger);
  return parsed.ok ? [] : parsed.problems;
}

function zoneOfTriggerProblems({ trigger, timeZone }: JobSettings): string[] {
  const problems = timeZoneProblems(timeZone);
  if (trigger === 'rule' && timeZone !== 'UTC') {
    problems.push(
      `must be UTC with trigger "rule", because EventBridge rules know no other zone, got "${timeZone}"; write the schedule in UTC, or use trigger "scheduler"`,
    );
  }
  return problems;
}

/** Fields that only EventBridge Scheduler has. */
function schedulerOnlyProblems(
  job: JobSettings,
  path: (...keys: string[]) => PropertyKey[],
): Problem[] {
  return (['flexibleWindowMinutes', 'startDate', 'endDate'] as const).flatMap((field) =>
    job[field] === undefined
      ? []
      : at(path(field), [
          `must be left out with trigger "rule", got ${JSON.stringify(job[field])}; use trigger "scheduler"`,
        ]),
  );
}

// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
const longestDescription = 512;

function descriptionProblems(description: string): string[] {
  return description.length > longestDescription
    ? [`must have at most ${longestDescription} characters, got ${description.length}`]
    : [];
}

function accountProblems({ accountId }: EnvironmentConfig): string[] {
  return accountId === undefined || /^\d{12}$/.test(accountId)
    ? []
    : [`must be the 12 digits of an AWS account, got "${accountId}"`];
}

/** One zone is a single point of failure; the VPC's range is split for no more than six. */
function zoneProblems(zones: Settings['network']['zones']): string[] {
  if (zones === undefined) return [];
  if (zones.length < 2 || zones.length > 6) {
    return [`must name two to six availability zones, got ${zones.length}`];
  }
  return new Set(zones).size === zones.length
    ? []
    : [`must name each zone once, got ${zones.join(', ')}`];
}

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html */
function referenceProblems(image: Settings['image']): string[] {
  if (image.from !== 'prebuilt' || image.reference === undefined) return [];
  return /^(sha256:[0-9a-f]{64}|[A-Za-z0-9_][A-Za-z0-9._-]{0,127})$/.test(image.reference)
    ? []
    : [`must be a tag or sha256:<64 hex digits>, got "${image.reference}"`];
}

function unknownJobProblems(settings: Settings, environment: EnvironmentConfig): Problem[] {
  const known = settings.jobs.map((job) => job.name);
  return Object.keys(environment.jobs ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => ({
      path: ['environments', settings.environment, 'jobs', name],
      text: `must name one of the jobs ${known.join(', ')}, got "${name}"`,
    }));
}

function duplicateJobProblems(jobs: readonly JobSettings[]): Problem[] {
  return jobs.flatMap(({ name }, index) => {
    const first = jobs.findIndex((job) => job.name === name);
    return first === index
      ? []
      : [
          {
            path: ['jobs', index, 'name'],
            text: `must differ from every other job's, got "${name}", which is jobs[${first}]'s`,
          },
        ];
  });
}

/** The crawler checks the same when it starts; here it is caught before a plan exists. */
function symbolProblems(symbols: string | undefined): string[] {
  if (symbols === undefined) return [];
  const wrong = symbols
    .split(',')
    .filter((symbol) => !/^[A-Z0-9^][A-Z0-9.=^-]{0,19}$/.test(symbol.trim()));
  return wrong.length === 0
    ? []
    : [
        `must be symbols separated by commas, such as AAPL,BRK-B,^GSPC, got ${wrong.map((symbol) => `"${symbol}"`).join(', ')}`,
      ];
}
