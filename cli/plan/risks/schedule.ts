import { isDeepStrictEqual } from 'node:util';
import { nextRuns } from '../../../stacks/rules/next-runs';
import { parseScheduleExpression } from '../../../stacks/rules/schedule-expression';
import type { ResourceChange } from '../changes';
import type { Finding, RiskContext } from './risk';

const shownRuns = 3;

interface Schedule {
  readonly expression: string;
  readonly timeZone: string;
  readonly enabled: boolean;
  readonly startDate: string;
  readonly endDate: string;
}

/** A schedule or rule that fires at other times than before, with its next runs then and now. */
export function scheduleRisks(change: ResourceChange, { changes, now }: RiskContext): Finding[] {
  const before = scheduleOf(change.type, change.before);
  const after = scheduleOf(change.type, change.after);
  if (before === undefined || isDeepStrictEqual(before, after)) return [];
  return [
    {
      kind: 'schedule-changed',
      text: textOf(before, after, changes),
      rows: [
        ['schedule', nameOf(before), nameOf(after)],
        ['next runs', runsOf(before, now), runsOf(after, now)],
      ],
    },
  ];
}

function textOf(
  before: Schedule,
  after: Schedule | undefined,
  changes: readonly ResourceChange[],
): string {
  if (after === undefined) {
    const others = changes.filter(
      ({ type, action, after: fresh }) =>
        action === 'create' && scheduleOf(type, fresh) !== undefined,
    );
    return others.length === 0
      ? 'no longer runs'
      : `is destroyed; ${others.map(({ address }) => `\`${address}\``).join(', ')} is created`;
  }
  if (before.enabled !== after.enabled) return after.enabled ? 'is enabled' : 'is disabled';
  return 'runs at other times';
}

function scheduleOf(
  type: string,
  values: Readonly<Record<string, unknown>> | undefined,
): Schedule | undefined {
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
  // Other rules wait for events.
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

function nameOf(schedule: Schedule | undefined): string {
  return schedule === undefined ? '' : `${schedule.expression} ${schedule.timeZone}`;
}

function runsOf(schedule: Schedule | undefined, now: Date): string {
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
