import type { Problem } from '../../config/config-error';
import { alarmRuleNames } from '../../rules/alarm-rules';
import {
  flexibleWindowProblems,
  maxAgeProblems,
  periodProblems,
  retryProblems,
} from '../../rules/delivery';
import { hasDay } from '../../rules/cron-days';
import { environmentVariableProblems } from '../../rules/environment';
import { nameProblems } from '../../rules/names';
import { parseScheduleExpression } from '../../rules/schedule-expression';
import { platformVersionProblems, taskCountProblems } from '../../rules/task';
import { timeZoneProblems } from '../../rules/time-zone';
import type { JobSettings, Settings } from '../settings';
import { needsStateMachine } from '../state-machine';
import { jobAlarmProblems } from './alarms';
import { crawlerProblems } from './crawler';
import { securityGroupProblems } from './network';
import { jobPlaceProblems } from './places';
import { at, firstOf, type Path } from './problems';
import { stateMachineProblems } from './state-machine';
import { taskProblems } from './task';

/** What is wrong with one job, the `index`th. */
export function jobProblems(job: JobSettings, index: number, settings: Settings): Problem[] {
  const path = (...keys: PropertyKey[]): PropertyKey[] => ['jobs', index, ...keys];
  return [
    ...at(
      path('name'),
      firstOf(
        nameProblems('job', job.name),
        nameProblems('role', `${settings.prefix}-${job.name}-execution`),
        nameProblems('rule', `${settings.prefix}-${job.name}`),
        ruleNameProblems(job, settings),
      ),
    ),
    // What runs after another job has the other's times, and no place to mend them.
    ...(job.after === undefined ? triggerProblems(job, path) : []),
    ...at(path('description'), descriptionProblems(job.description)),
    ...at(path('platformVersion'), platformVersionProblems(job.platformVersion)),
    ...at(path('taskCount'), taskCountProblems(job.taskCount)),
    ...securityGroupProblems(path('securityGroupIds'), job.securityGroupIds),
    ...at(path('spot'), spotProblems(job, settings)),
    ...(job.task === job.name
      ? [...taskProblems(job, path, settings), ...jobPlaceProblems(job, path, settings)]
      : overrideProblems(job, path)),
    ...crawlerProblems(job, path),
    ...stateMachineProblems(job, path),
    ...jobAlarmProblems(job, path, settings.jobs),
  ];
}

function triggerProblems(job: JobSettings, path: Path): Problem[] {
  return [
    ...at(path('schedule'), scheduleProblems(job)),
    ...at(path('timeZone'), zoneOfTriggerProblems(job)),
    ...at(path('delivery', 'retries'), retryProblems(job.delivery.retries)),
    ...at(path('delivery', 'maxAgeSeconds'), maxAgeProblems(job.delivery.maxAgeSeconds)),
    ...at(
      path('flexibleWindowMinutes'),
      job.flexibleWindowMinutes === undefined
        ? []
        : flexibleWindowProblems(job.flexibleWindowMinutes),
    ),
    ...at(path('startDate'), periodProblems(job.startDate, job.endDate)),
    ...(job.trigger === 'rule' ? schedulerOnlyProblems(job, path) : []),
  ];
}

/** Of two rules of one name the later would take the place of the other. */
function ruleNameProblems({ name, trigger }: JobSettings, { alarms }: Settings): string[] {
  return trigger === 'rule' && alarms !== undefined && alarmRuleNames.includes(name)
    ? [
        `must not be ${alarmRuleNames.join(' or ')} with trigger "rule", because the rules of the alarms are called so, got "${name}"`,
      ]
    : [];
}

function scheduleProblems(job: JobSettings): string[] {
  if (job.schedule === '') {
    return ['is required: write cron(…), rate(…) or at(…), or the job that it runs after'];
  }
  const parsed = parseScheduleExpression(job.schedule, job.trigger);
  if (!parsed.ok) return parsed.problems;
  return parsed.expression.kind !== 'cron' || hasDay(parsed.expression.fields)
    ? []
    : [
        `must name a day that one of its months has in one of its years, or it never fires, got "${job.schedule}"`,
      ];
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

/**
 * EventBridge gives a task a public address only with launch type FARGATE.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_AwsVpcConfiguration.html
 */
function spotProblems(job: JobSettings, { network }: Settings): string[] {
  const publicAddress =
    network.mode === 'public' || (network.mode === 'existing' && network.assignPublicIp);
  return job.spot && publicAddress && !needsStateMachine(job)
    ? [
        'must be false where tasks need a public address, because EventBridge gives none to a task on Spot, got true; use a network of mode "private" or "endpoints", or set retries',
      ]
    : [];
}

/** What is wrong with the overrides of a job that runs another job's task. */
function overrideProblems(job: JobSettings, path: Path) {
  const texts = [...(job.command ?? []), ...Object.values(job.environment)];
  const placeholder = texts.find((text) => /<[^<>]+>/.test(text));
  return [
    ...Object.keys(job.environment).flatMap((name) =>
      at(
        path('environment', name),
        firstOf(
          environmentVariableProblems(name),
          name in job.secrets
            ? [`must not be the name of a secret of the task that it runs, got "${name}"`]
            : [],
        ),
      ),
    ),
    ...at(
      path('trigger'),
      job.trigger === 'rule' && placeholder !== undefined
        ? [
            `must be "scheduler" for a command or an environment variable with <…> in it, which a rule would replace, got "rule" with ${JSON.stringify(placeholder)}`,
          ]
        : [],
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
