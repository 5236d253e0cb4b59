import { nextRuns } from '../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';

const shownRuns = 3;

type Values = Readonly<Record<string, unknown>>;

/** A schedule or a scheduled rule, as a plan has it. */
export interface PlannedSchedule {
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly startDate: string;
  readonly endDate: string;
}

/** @returns nothing for other resources, and for rules that wait for events */
export function plannedSchedule(
  type: string,
  values: Values | undefined,
): PlannedSchedule | undefined {
  if (values === undefined) return undefined;
  const text = (name: string): string => {
    const value = values[name];
    return typeof value === 'string' ? value : '';
  };
  if (type === 'aws_scheduler_schedule') {
    return {
      expression: text('schedule_expression'),
      timeZone: text('schedule_expression_timezone') || 'UTC',
      enabled: text('state') !== 'DISABLED',
      startDate: text('start_date'),
      endDate: text('end_date'),
    };
  }
  if (type === 'aws_cloudwatch_event_rule' && (values['schedule_expression'] ?? '') !== '') {
    return {
      expression: text('schedule_expression'),
      timeZone: 'UTC',
      enabled: text('state') !== 'DISABLED',
      startDate: '',
      endDate: '',
    };
  }
  return undefined;
}

/** Its next runs, one a line. */
export function plannedRuns(schedule: PlannedSchedule | undefined, now: Date): string {
  if (schedule === undefined || !schedule.enabled) return 'none';
  const { expression, timeZone, startDate, endDate } = schedule;
  // Zones do not matter to a parse, so the wider of the two grammars reads both.
  const parsed = parseScheduleExpression(expression, 'scheduler');
  if (!parsed.ok) return 'unknown';
  if (parsed.expression.kind === 'rate' && startDate === '')
    return 'counted from when it is applied';
  const runs = nextRuns(parsed.expression, {
    timeZone,
    from: now,
    count: shownRuns,
    ...(startDate !== '' && { startDate: new Date(startDate) }),
    ...(endDate !== '' && { endDate: new Date(endDate) }),
  });
  const lines = runs.map(({ local, utc }) =>
    timeZone === 'UTC' ? utc : `${local.slice(0, 16).replace('T', ' ')} (${utc})`,
  );
  return lines.length === 0 ? 'none' : lines.join('\n');
}
