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
}

// https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
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
};
const year: Field = { name: 'year', least: 1970, most: 2199 };

/** Parses the text between the parentheses of `cron(…)`. Problems name the field they are in. */
export function parseCronFields(
  text: string,
): { fields: CronFields; problems: [] } | { fields?: undefined; problems: string[] } {
  const parts = text.trim().split(/\s+/);
  const [minutes, hours, dates, months, days, years] = parts;
  if (parts.length !== 6 || !minutes || !hours || !dates || !months || !days || !years) {
    return { problems: [wrongCount(parts)] };
  }
  const problems: string[] = [];
  const values = (field: Field, part: string): number[] => {
    try {
      return parseValues(field, part);
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

type Values = (field: Field, part: string) => number[];

function parseDayOfMonth(part: string, values: Values): DayOfMonth {
  if (part === 'L') return { kind: 'last' };
  if (part === 'LW' || part === 'WL') return { kind: 'last-weekday' };
  const weekday = /^(\d+)W$/.exec(part)?.[1];
  if (weekday !== undefined) {
    return { kind: 'nearest-weekday', date: values(dayOfMonth, weekday)[0] ?? 1 };
  }
  return { kind: 'dates', dates: values(dayOfMonth, part) };
}

function parseDayOfWeek(part: string, values: Values): DayOfWeek {
  if (part === 'L') return { kind: 'days', days: [dayOfWeek.most] };
  const last = /^(\w+)L$/.exec(part)?.[1];
  if (last !== undefined) return { kind: 'last', day: values(dayOfWeek, last)[0] ?? 1 };
  const [, day, nth] = /^(\w+)#(\d+)$/.exec(part) ?? [];
  if (day !== undefined && nth !== undefined) {
    const ordinal: Field = { name: 'the number after # in day-of-week', least: 1, most: 5 };
    return {
      kind: 'nth',
      day: values(dayOfWeek, day)[0] ?? 1,
      nth: values(ordinal, nth)[0] ?? 1,
    };
  }
  return { kind: 'days', days: values(dayOfWeek, part) };
}

/** Lists, ranges and steps. */
function parseValues(field: Field, text: string): number[] {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step, ...rest] = part.split('/');
    if (rest.length > 0) throw new Error(`${field.name} has more than one / in "${part}"`);
    const [first, last] = parseRange(field, range, step !== undefined);
    const stride = step === undefined ? 1 : parseStep(field, part, step);
    for (let value = first; value <= last; value += stride) found.add(value);
  }
  return [...found].sort((a, b) => a - b);
}

function parseRange(field: Field, text: string, stepped: boolean): [number, number] {
  if (text === '*') return [field.least, field.most];
  const [from = '', to, ...rest] = text.split('-');
  if (rest.length > 0) throw new Error(`${field.name} has more than one - in "${text}"`);
  const first = parseValue(field, from);
  // A step from a single value goes on to the end of the field.
  const last = to === undefined ? (stepped ? field.most : first) : parseValue(field, to);
  if (last < first) {
    throw new Error(
      `${field.name} must not run backwards, got "${text}"; write ${first}-${field.most},${field.least}-${last}`,
    );
  }
  return [first, last];
}

function parseStep(field: Field, part: string, step: string): number {
  const stride = /^\d+$/.test(step) ? Number(step) : 0;
  const most = field.most - field.least + 1;
  if (stride < 1 || stride > most) {
    throw new Error(`${field.name} must step by 1 to ${most}, got "${part}"`);
  }
  return stride;
}

function parseValue({ name, least, most, names }: Field, text: string): number {
  const index = names?.indexOf(text.toUpperCase()) ?? -1;
  const value = index >= 0 ? least + index : /^\d+$/.test(text) ? Number(text) : NaN;
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

function wrongCount(parts: readonly string[]): string {
  if (parts.length === 5) return unixProblem(parts);
  return `cron must have six fields (minute hour day-of-month month day-of-week year), got ${parts.length}: "${parts.join(' ')}"`;
}

/** Says how a five-field Unix cron is written here. */
export function unixProblem(parts: readonly string[]): string {
  const [minutes = '', hours = '', dates = '', months = '', days = ''] = parts;
  const problem = `cron must have six fields, got the five of a Unix crontab: "${parts.join(' ')}"`;
  if (dates !== '*' && days !== '*') {
    return `${problem}; there, two days that are set mean either of them, which takes two schedules here`;
  }
  const day =
    days === '*'
      ? `${dates} ${months} ?`
      : `? ${months} ${days.split(',').map(unixDays).join(',')}`;
  return `${problem}; write cron(${minutes} ${hours} ${day} *)`;
}

/** In a crontab Sunday is 0 or 7; here it is 1. */
function unixDays(part: string): string {
  const [range = '', step] = part.split('/');
  const [first = '', last] = range.split('-');
  const here = (day: string): string => (/^\d$/.test(day) ? String((Number(day) % 7) + 1) : day);
  if (last !== undefined && /^\d$/.test(first) && last === '7') {
    // Up to Sunday runs over the end of the week, which ends with Saturday here.
    return `${here(first)}-7,1`;
  }
  const days = last === undefined ? here(first) : `${here(first)}-${here(last)}`;
  return step === undefined ? days : `${days}/${step}`;
}
