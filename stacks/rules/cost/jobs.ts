import { parseScheduleExpression, type Grammar } from '../schedule-expression';
import { watchedJob } from '../missed-runs';
import { hoursAMonth, runsAMonth } from '../runs-a-month';
import type { Assumptions } from './assumptions';
import { machineOf, type Machine } from './machine';
import { block, date, ofType, text, type PricedResource, type Values } from './values';

/** A job of the resources, with the task that it starts. */
export interface Job {
  readonly name: string;
  readonly runs: number;
  readonly hours: number;
  readonly tasks: number;
  readonly spot: boolean;
  /** Whether a task has a public address; nothing where the plan cannot know yet. */
  readonly publicIp: boolean | undefined;
  readonly task: Values | undefined;
  /** What runs the task, where the schedule does not do it itself. */
  readonly machine: Machine | undefined;
}

export function jobsOf(resources: readonly PricedResource[], assumed: Assumptions): Job[] {
  const tasks = ofType(resources, 'aws_ecs_task_definition');
  const machines = ofType(resources, 'aws_sfn_state_machine').map(machineOf);
  const schedules = ofType(resources, 'aws_scheduler_schedule')
    .filter(({ name }) => watchedJob(text(name)) === undefined)
    .map((schedule) => {
      const target = block(schedule['target']);
      const name = text(schedule['name']);
      return { name, schedule, grammar: 'scheduler' as const, ecs: target['ecs_parameters'] };
    });
  const targets = ofType(resources, 'aws_cloudwatch_event_target');
  const rules = ofType(resources, 'aws_cloudwatch_event_rule')
    .filter((rule) => typeof rule['schedule_expression'] === 'string')
    .map((schedule) => {
      // The target names its rule, or refers to it in a synthesis; its id is the job's name.
      const target =
        targets.find(({ rule }) => rule === schedule['name']) ??
        targets
          .filter(({ target_id: id }) => text(schedule['name']).endsWith(`-${text(id)}`))
          .sort((a, b) => text(b['target_id']).length - text(a['target_id']).length)[0];
      const name = text(target?.['target_id'] ?? schedule['name']);
      return { name, schedule, grammar: 'rule' as const, ecs: target?.['ecs_target'] };
    });
  const jobOf = (name: string, runs: number, parameters: unknown): Job => {
    const ecs = block(parameters);
    const runsTask = Object.keys(ecs).length > 0;
    const machine = runsTask ? undefined : byName(machines, name, (each) => each.name);
    const reference = machine?.taskDefinition ?? text(ecs['task_definition_arn']);
    const minutes = assumed.runMinutesByJob[name] ?? assumed.runMinutes;
    const publicIp = block(ecs['network_configuration'])['assign_public_ip'];
    return {
      name,
      runs,
      // Fargate asks for a minute at least.
      hours: (runs * Math.max(1, minutes)) / 60,
      tasks: Number(ecs['task_count'] ?? 1),
      spot:
        machine?.spot ??
        JSON.stringify(ecs['capacity_provider_strategy'] ?? []).includes('FARGATE_SPOT'),
      publicIp: typeof publicIp === 'boolean' ? publicIp : machine?.publicIp,
      task: byName(tasks, taskName(reference, name, assumed), ({ family }) => text(family)),
      machine,
    };
  };
  /** As often as the job that starts it, though none where that fails. */
  const startedBy = ({ name, runs, machine }: Job): Job[] =>
    (machine?.starts ?? []).flatMap((started) => {
      const prefix = machine?.name.slice(0, -name.length) ?? '';
      const job = jobOf(started.slice(prefix.length), runs, undefined);
      return [job, ...startedBy(job)];
    });
  return [...schedules, ...rules].flatMap(({ name, schedule, grammar, ecs }) => {
    const job = jobOf(name, runsOf(schedule, grammar, assumed.from), ecs);
    return [job, ...startedBy(job)];
  });
}

/**
 * Name of the task that a job starts. A synthesis refers to it by the job; a plan may not know it
 * before the apply.
 */
function taskName(reference: string, job: string, { taskByJob }: Assumptions): string {
  return /:task-definition\/([^:]+)/.exec(reference)?.[1] ?? taskByJob[job] ?? job;
}

/** What is named `<prefix>-<name>`, or just so; another's name may end like it. */
function byName<Item>(
  items: readonly Item[],
  name: string,
  nameOf: (item: Item) => string,
): Item | undefined {
  return items
    .filter((item) => nameOf(item) === name || nameOf(item).endsWith(`-${name}`))
    .sort((a, b) => nameOf(a).length - nameOf(b).length)[0];
}

function runsOf(schedule: Values, grammar: Grammar, from: Date): number {
  if (schedule['state'] === 'DISABLED' || schedule['is_enabled'] === false) return 0;
  const parsed = parseScheduleExpression(text(schedule['schedule_expression']), grammar);
  if (!parsed.ok) return 0;
  return runsAMonth(parsed.expression, {
    timeZone: text(schedule['schedule_expression_timezone']) || 'UTC',
    from,
    startDate: date(schedule['start_date']),
    endDate: date(schedule['end_date']),
  });
}

/** How often in a month the watch looks for a run of a job, by the job's name. */
export function watchedRunsOf(
  resources: readonly PricedResource[],
  { from }: Pick<Assumptions, 'from'>,
): { readonly job: string; readonly runs: number }[] {
  return ofType(resources, 'aws_scheduler_schedule').flatMap((schedule) => {
    const job = watchedJob(text(schedule['name']));
    return job === undefined ? [] : [{ job, runs: runsOf(schedule, 'scheduler', from) }];
  });
}

/** Hours of a month in which a job has a task that runs. */
export function activeHours({ runs, hours }: Job): number {
  return Math.min(hoursAMonth, runs * Math.ceil(runs === 0 ? 0 : hours / runs));
}
