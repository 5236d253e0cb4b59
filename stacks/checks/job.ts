import type { Problem } from '../config-error';
import {
  flexibleWindowProblems,
  maxAgeProblems,
  periodProblems,
  retryProblems,
} from '../rules/delivery';
import { environmentVariableProblems, ownVariables } from '../rules/environment';
import {
  ephemeralStorageProblems,
  fargateSizeProblems,
  stopTimeoutProblems,
} from '../rules/fargate-size';
import { imageReferenceProblems } from '../rules/image-reference';
import { nameProblems } from '../rules/names';
import { parseScheduleExpression } from '../rules/schedule-expression';
import { kmsKeyArnProblems, secretProblems } from '../rules/secret';
import { timeZoneProblems } from '../rules/time-zone';
import type { JobSettings, Settings } from '../settings';
import { at, firstOf } from './problems';

/** What is wrong with one job, the `index`th. */
export function jobProblems(job: JobSettings, index: number, settings: Settings): Problem[] {
  const path = (...keys: PropertyKey[]): PropertyKey[] => ['jobs', index, ...keys];
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
    ...at(path('image'), job.image === undefined ? [] : imageReferenceProblems(job.image)),
    ...secretsProblems(job, path),
    ...at(
      path('ephemeralStorageGiB'),
      job.ephemeralStorageGiB === undefined
        ? []
        : ephemeralStorageProblems(job.ephemeralStorageGiB),
    ),
    ...at(path('environment', 'SYMBOLS'), symbolProblems(job.environment['SYMBOLS'])),
    ...(job.trigger === 'rule' ? schedulerOnlyProblems(job, path) : []),
  ];
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

function secretsProblems(job: JobSettings, path: (...keys: PropertyKey[]) => PropertyKey[]) {
  return [
    ...Object.entries(job.secrets).flatMap(([name, valueFrom]) =>
      at(
        path('secrets', name),
        firstOf(
          environmentVariableProblems(name),
          name in job.environment || ownVariables.includes(name)
            ? [`must not be the name of an environment variable as well, got "${name}"`]
            : [],
          secretProblems(valueFrom),
        ),
      ),
    ),
    ...job.secretKeyArns.flatMap((arn, index) =>
      at(path('secretKeyArns', index), kmsKeyArnProblems(arn)),
    ),
  ];
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
