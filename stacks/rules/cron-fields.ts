/** A day of the month: a date, the last day, or the weekday nearest to a date or to the last day. */
export type DayOfMonth =
  | { readonly kind: 'dates'; readonly dates: readonly number[] }
  | { readonly kind: 'last' }
  | { readonly kind: 'last-weekday' }
  | { readonly kind: 'nearest-weekday'; readonly date: number };

/** A day of the week, 1 = Sunday to 7 = Saturday: any such day, the last or the nth of the month. */
export type DayOfWeek =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  | { readonly kind: 'last'; readonly day: number }
  | { readonly kind: 'nth'; readonly day: number; readonly nth: number };

/** The six fields of a cron expression, worked out. Exactly one of the two days is set. */
export interface CronFields {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly dayOfMonth?: DayOfMonth;
  readonly dayOfWeek?: DayOfWeek;
}

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names of the values, in order from `least`. */
  readonly names?: readonly string[];
  /** Whether `a/b` is known to the field. @default true */
  readonly steps?: boolean;
  /** Whether a range may run over the end of the field, as `22-2` does for hours. @default true */
  readonly wraps?: boolean;
}

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
// Ranges over the end are in the examples (0/30 20-2 ? * MON-FRI *) of
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
const minute: Field = { name: 'minute', least: 0, most: 59 };
const hour: Field = { name: 'hour', least: 0, most: 23 };
const dayOfMonth: Field = { name: 'day-of-month', least: 1, most: 31 };
const month: Field = {
  name: 'month',
  least: 1,
  most: 12,
  names: 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' '),
};
const dayOfWeek: Field = {
  name: 'day-of-week',
  least: 1,
  most: 7,
  names: 'SUN MON TUE WED THU FRI SAT'.split(' '),
  steps: false,
};
const year: Field = { name: 'year', least: 1970, most: 2199, wraps: false };
/** How many years `*` stands for. */
export const everyYear = year.most - year.least + 1;
const ordinal: Field = { name: 'the number after # in day-of-week', least: 1, most: 5 };

/** The fields of a cron expression or of a line of a crontab. */
export function fieldsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Parses the text between the parentheses of `cron(…)`. Problems name the field they are in. */
export function parseCronFields(
  text: string,
): { fields: CronFields; problems: [] } | { fields?: undefined; problems: string[] } {
  const parts = fieldsOf(text);
  const [minutes, hours, dates, months, days, years] = parts;
  if (parts.length !== 6 || !minutes || !hours || !dates || !months || !days || !years) {
    return {
      problems: [
        `cron must have six fields (minute hour day-of-month month day-of-week year), got ${parts.length}: "${text}"`,
      ],
    };
  }
  const problems: string[] = [];
  const values: Values = (field, part, parse = parseValues) => {
    try {
      return parse(field, part);
    } catch (error) {
      // Only what is wrong with the field is thrown in there.
      problems.push((error as Error).message);
      return [];
    }
  };
  const fields: CronFields = {
    minutes: values(minute, minutes),
    hours: values(hour, hours),
    months: values(month, months),
    years: values(year, years),
    ...(dates !== '?' && { dayOfMonth: parseDayOfMonth(dates, values) }),
    ...(days !== '?' && { dayOfWeek: parseDayOfWeek(days, values) }),
  };
  if ((dates === '?') === (days === '?')) problems.push(questionMarkProblem(parts));
  return problems.length > 0 ? { problems } : { fields, problems: [] };
}

type Parse = (field: Field, part: string) => number[];
type Values = (field: Field, part: string, parse?: Parse) => number[];

function parseDayOfMonth(part: string, values: Values): DayOfMonth {
  if (part === 'L') return { kind: 'last' };
  if (part === 'LW') return { kind: 'last-weekday' };
  const weekday = /^(\d+)W$/.exec(part)?.[1];
  if (weekday !== undefined) {
    return { kind: 'nearest-weekday', date: values(dayOfMonth, weekday)[0] ?? 1 };
  }
  const special = /[LW]/.test(part)
    ? () => {
        throw new Error(
          `day-of-month takes L, LW and W only as the whole field (L, LW, 15W), got "${part}"`,
        );
      }
    : undefined;
  return { kind: 'dates', dates: values(dayOfMonth, part, special) };
}

function parseDayOfWeek(part: string, values: Values): DayOfWeek {
  if (part === 'L') return { kind: 'days', days: [dayOfWeek.most] };
  const last = /^(\w+)L$/.exec(part)?.[1];
  if (last !== undefined) return { kind: 'last', day: values(dayOfWeek, last)[0] ?? 1 };
  const [, day, nth] = /^(\w+)#(\d+)$/.exec(part) ?? [];
  if (day !== undefined && nth !== undefined) {
    return {
      kind: 'nth',
      day: values(dayOfWeek, day)[0] ?? 1,
      nth: values(ordinal, nth)[0] ?? 1,
    };
  }
  const special = /[L#]/.test(part)
    ? () => {
        throw new Error(
          `day-of-week takes L and # only as the whole field (6L, 3#2), got "${part}"; a second one takes a second schedule`,
        );
      }
    : undefined;
  return { kind: 'days', days: values(dayOfWeek, part, special) };
}

/** Lists, ranges and steps. */
function parseValues(field: Field, text: string): number[] {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, ...rest] = part.split('/');
    if (rest.length > 0) throw new Error(`${field.name} has more than one / in "${part}"`);
    const values = parseRange(field, range, step !== undefined);
    const stride = step === undefined ? 1 : parseStep(field, part, step);
    const stepped = values.filter((_, index) => index % stride === 0);
    if (step !== undefined && field.steps === false) {
      const written = stepped.map((value) => field.names?.[value - field.least] ?? value).join(',');
      throw new Error(`${field.name} does not take /, got "${part}"; write ${written}`);
    }
    for (const value of stepped) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

/** The values of a range in its own order, which goes on at the field's start after its end. */
function parseRange(field: Field, text: string, stepped: boolean): number[] {
  const { name, least, most, wraps = true } = field;
  if (text === '*') return sequence(least, most);
  const [from = '', to, ...rest] = text.split('-');
  if (rest.length > 0) throw new Error(`${name} has more than one - in "${text}"`);
  const first = parseValue(field, from);
  // A step from a single value goes on to the end of the field.
  const last = to === undefined ? (stepped ? most : first) : parseValue(field, to);
  if (first <= last) return sequence(first, last);
  if (wraps) return [...sequence(first, most), ...sequence(least, last)];
  throw new Error(`${name} must not run backwards, got "${text}"; write ${last}-${first}`);
}

function sequence(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function parseStep(field: Field, part: string, step: string): number {
  const stride = /^\d+$/.test(step) ? Number(step) : 0;
  // A longer step would never leave the first value.
  const most = Math.min(field.most, field.most - field.least + 1);
  if (stride < 1 || stride > most) {
    throw new Error(`${field.name} must step by 1 to ${most}, got "${part}"`);
  }
  return stride;
}

function parseValue({ name, least, most, names }: Field, text: string): number {
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = index >= 0 ? least + index : /^(\d\d?|\d{4})$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const named = names === undefined ? '' : ` or ${names[0] ?? ''}-${names.at(-1) ?? ''}`;
  const hint = name === 'day-of-week' && text === '0' ? '; Sunday is 1 here' : '';
  throw new Error(`${name} must be ${least}-${most}${named}, got "${text}"${hint}`);
}

function questionMarkProblem(parts: readonly string[]): string {
  const [minutes, hours, dates, months, days, years] = parts;
  if (dates === '?') {
    return `day-of-month and day-of-week are both ?; put a value or * in one: cron(${[minutes, hours, '*', months, '?', years].join(' ')})`;
  }
  // Where one of them is *, it is the other that says something.
  const fixed = days === '*' ? [dates, '?'] : ['?', days];
  return `day-of-month and day-of-week are both set; put ? in one: cron(${[minutes, hours, fixed[0], months, fixed[1], years].join(' ')})`;
}
