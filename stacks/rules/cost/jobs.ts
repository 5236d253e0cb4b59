import { parseScheduleExpression, type Grammar } from '../schedule-expression';
import { isWatch } from '../missed-runs';
import { hoursAMonth, runsAMonth } from '../runs-a-month';
import type { Assumptions } from './assumptions';
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
}

export function jobsOf(resources: readonly PricedResource[], assumed: Assumptions): Job[] {
  const tasks = ofType(resources, 'aws_ecs_task_definition');
  const schedules = ofType(resources, 'aws_scheduler_schedule')
    .filter(({ name }) => !isWatch(text(name)))
    .map((schedule) => {
      const target = block(schedule['target']);
      return { schedule, grammar: 'scheduler' as const, ecs: block(target['ecs_parameters']) };
    });
  const targets = ofType(resources, 'aws_cloudwatch_event_target');
  const rules = ofType(resources, 'aws_cloudwatch_event_rule')
    .filter((rule) => typeof rule['schedule_expression'] === 'string')
    .map((schedule) => {
      // The target names its rule, or refers to it in a synthesis; its id is the job's name.
      const target = targets.find(
        ({ rule, target_id: id }) =>
          rule === schedule['name'] || text(schedule['name']).endsWith(`-${text(id)}`),
      );
      return { schedule, grammar: 'rule' as const, ecs: block(target?.['ecs_target']) };
    });
  return [...schedules, ...rules].map(({ schedule, grammar, ecs }) => {
    const task = taskOf(schedule, ecs, tasks);
    const name = jobName(schedule, grammar, task);
    const minutes = assumed.runMinutesByJob[name] ?? assumed.runMinutes;
    const runs = runsOf(schedule, grammar, assumed.from);
    const publicIp = block(ecs['network_configuration'])['assign_public_ip'];
    return {
      name,
      runs,
      // Fargate asks for a minute at least.
      hours: (runs * Math.max(1, minutes)) / 60,
      tasks: Number(ecs['task_count'] ?? 1),
      spot: JSON.stringify(ecs['capacity_provider_strategy'] ?? []).includes('FARGATE_SPOT'),
      publicIp: typeof publicIp === 'boolean' ? publicIp : undefined,
      task,
    };
  });
}

/** A rule is named `<prefix>-<job>`, as the family of its task; a schedule like its job. */
function jobName(schedule: Values, grammar: Grammar, task: Values | undefined): string {
  const name = text(schedule['name']);
  if (grammar === 'scheduler') return name;
  const [container] = containersOf(task);
  return container !== undefined && name.endsWith(`-${container}`) ? container : name;
}

/** Names of the containers. References in them may hold quotes that are not JSON's. */
function containersOf(task: Values | undefined): string[] {
  return [...text(task?.['container_definitions']).matchAll(/"name":"([^"$]+)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
}

/** The task definition that a schedule starts: by ARN or reference, else by the schedule's name. */
function taskOf(schedule: Values, ecs: Values, tasks: readonly Values[]): Values | undefined {
  const reference = text(ecs['task_definition_arn']);
  const name =
    /:task-definition\/([^:]+)/.exec(reference)?.[1] ??
    /\["([^"]+)"\]/.exec(reference)?.[1] ??
    text(schedule['name']);
  return tasks
    .filter(({ family }) => text(family) === name || text(family).endsWith(`-${name}`))
    .sort((a, b) => text(a['family']).length - text(b['family']).length)[0];
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

/** Hours of a month in which a job has a task that runs. */
export function activeHours({ runs, hours }: Job): number {
  return Math.min(hoursAMonth, runs * Math.ceil(runs === 0 ? 0 : hours / runs));
}
