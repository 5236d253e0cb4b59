import { fieldsOf, parseCronFields, type CronFields } from './cron-fields';
import { crontabProblem, crontabShorthands } from './crontab';

/** Whose rules an expression follows: EventBridge Scheduler's or those of EventBridge rules. */
export type Grammar = 'scheduler' | 'rule';

export type ScheduleExpression =
  | { readonly kind: 'cron'; readonly fields: CronFields }
  | { readonly kind: 'rate'; readonly minutes: number }
  /** A local time without a zone, `2027-01-31T18:00:00`. */
  | { readonly kind: 'at'; readonly localTime: string };

export type ParsedSchedule =
  | { readonly ok: true; readonly expression: ScheduleExpression }
  | { readonly ok: false; readonly problems: string[] };

// https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
const longestExpression = 256;

const minutesOf = { minute: 1, hour: 60, day: 24 * 60 };

/**
 * Parses `cron(…)`, `rate(…)` or `at(…)` and checks it as AWS would when it is applied.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseScheduleExpression(text: string, grammar: Grammar): ParsedSchedule {
  if (text.length > longestExpression) {
    return failed(
      `must be at most ${longestExpression} characters, got ${text.length}: "${text.slice(0, 40)}…"`,
    );
  }
  const [, kind, inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  switch (kind) {
    case 'cron': {
      const parts = fieldsOf(inner);
      if (parts.length === 5) return failed(crontabProblem(parts));
      const { fields, problems } = parseCronFields(inner);
      return fields === undefined
        ? failed(...problems)
        : { ok: true, expression: { kind: 'cron', fields } };
    }
    case 'rate':
      return parseRate(inner, grammar);
    case 'at':
      return grammar === 'rule'
        ? failed(`at(…) is not known to EventBridge rules, got "${text}"; use trigger "scheduler"`)
        : parseAt(inner);
    default:
      return failed(shapeProblem(text));
  }
}

function failed(...problems: string[]): ParsedSchedule {
  return { ok: false, problems };
}

function shapeProblem(text: string): string {
  const parts = fieldsOf(text);
  if (parts.length === 5) return crontabProblem(parts);
  const meant = parts.length === 6 ? `cron(${parts.join(' ')})` : crontabShorthands.get(text);
  const advice =
    meant !== undefined && parseScheduleExpression(meant, 'scheduler').ok
      ? `write ${meant}`
      : 'for example cron(0 18 ? * FRI *)';
  return `must be cron(…), rate(…) or at(…), got "${text}"; ${advice}`;
}

function parseRate(text: string, grammar: Grammar): ParsedSchedule {
  const [, digits = '', unit = '', plural = ''] =
    /^([1-9]\d{0,8}) (minute|hour|day)(s?)$/.exec(text) ?? [];
  if (!isUnit(unit)) {
    return failed(
      `rate must be a whole number from 1 to 999999999 and minutes, hours or days, got "${text}"; for example rate(15 minutes)`,
    );
  }
  const value = Number(digits);
  const right = `${unit}${value === 1 ? '' : 's'}`;
  if (grammar === 'rule' && `${unit}${plural}` !== right) {
    return failed(
      `rate must spell the unit of ${value} "${right}", got "${text}"; write rate(${value} ${right})`,
    );
  }
  return { ok: true, expression: { kind: 'rate', minutes: value * minutesOf[unit] } };
}

function isUnit(text: string): text is keyof typeof minutesOf {
  return text in minutesOf;
}

function parseAt(text: string): ParsedSchedule {
  const moment = Date.parse(`${text}Z`);
  const real =
    /^(19[789]\d|20\d\d|21\d\d)-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) &&
    !Number.isNaN(moment) &&
    new Date(moment).toISOString().startsWith(text);
  return real
    ? { ok: true, expression: { kind: 'at', localTime: text } }
    : failed(
        `at must be a time of the years 1970 to 2199 of the form yyyy-mm-ddThh:mm:ss in the schedule's zone, got "${text}"; for example at(2027-01-31T18:00:00)`,
      );
}
