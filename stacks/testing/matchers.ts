import { isAllowed, type Call, type Role } from './permissions';
import { nextRuns } from '../rules/next-runs';
import { parseScheduleExpression } from '../rules/schedule-expression';
import type { PredictedSchedule } from './prediction';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the types of jest are in one
  namespace jest {
    interface Matchers<R> {
      /** Whether the role's own policies let it make a call, which IAM simulates. */
      toAllow(call: Call): Promise<R>;
      /** Whether they do not. */
      toDeny(call: Call): Promise<R>;
      /** Whether the schedule fires at a moment, RFC 3339 in UTC. */
      toRunAt(time: string): R;
    }
  }
}

expect.extend({
  async toAllow(role: Role, call: Call) {
    return verdict(role, call, await isAllowed(role, call));
  },

  async toDeny(role: Role, call: Call) {
    const allowed = await isAllowed(role, call);
    return { ...verdict(role, call, allowed), pass: !allowed };
  },

  toRunAt(schedule: PredictedSchedule, time: string) {
    const next = nextRunOf(schedule, time);
    const { expression, timeZone } = schedule;
    return {
      pass: next !== undefined && Date.parse(next) === Date.parse(time),
      message: () =>
        `${expression} in ${timeZone} ${schedule.enabled ? `runs at ${next ?? 'no time'} from ${time} on` : 'is disabled'}`,
    };
  },
});

function verdict(role: Role, call: Call, allowed: boolean) {
  return {
    pass: allowed,
    message: () =>
      `${role.arn} ${allowed ? 'may' : 'may not'} call ${call.action} on ${call.resource}${
        call.context === undefined ? '' : ` with ${JSON.stringify(call.context)}`
      }`,
  };
}

function nextRunOf(schedule: PredictedSchedule, time: string): string | undefined {
  if (!schedule.enabled) return undefined;
  const { grammar, expression, timeZone, startDate, endDate } = schedule;
  const parsed = parseScheduleExpression(expression, grammar);
  if (!parsed.ok) throw new Error(parsed.problems.join('; '));
  const [run] = nextRuns(parsed.expression, {
    timeZone,
    from: new Date(time),
    count: 1,
    ...(startDate !== undefined && { startDate: new Date(startDate) }),
    ...(endDate !== undefined && { endDate: new Date(endDate) }),
  });
  return run?.utc;
}
