import { parseCronFields } from './cron-fields';

/** Crontab's words for whole lines. */
export const crontabShorthands = new Map([
  ['@yearly', 'cron(0 0 1 1 ? *)'],
  ['@annually', 'cron(0 0 1 1 ? *)'],
  ['@monthly', 'cron(0 0 1 * ? *)'],
  ['@weekly', 'cron(0 0 ? * SUN *)'],
  ['@daily', 'cron(0 0 * * ? *)'],
  ['@midnight', 'cron(0 0 * * ? *)'],
  ['@hourly', 'cron(0 * * * ? *)'],
]);

const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Says how five fields are written here, where that can be said. */
export function crontabProblem(parts: readonly string[]): string {
  const got = `"${parts.join(' ')}"`;
  if (parts.includes('?')) {
    const advice = valid([...parts, '*']);
    return `cron must have six fields, got 5: ${got}; the year is missing${advice === undefined ? '' : `: write ${advice}`}`;
  }
  return `cron must have six fields, got the five of a Unix crontab: ${got}${adviceFor(parts)}`;
}

function adviceFor(parts: readonly string[]): string {
  const { schedules, why } = schedulesOf(parts);
  if (schedules.length < 2) {
    return [
      ...schedules.map((schedule) => `; write ${schedule}`),
      ...(why ? [`; ${why}`] : []),
    ].join('');
  }
  return `; there, two days that are set mean either of them, which takes two schedules here: ${schedules.join(' and ')}`;
}

/**
 * What the five fields of a crontab are here: one schedule; two where a day of the month and one of the
 * week are set, of which crontab takes either; none where no cron(…) can say it.
 */
export function schedulesOf([
  minutes = '',
  hours = '',
  dates = '',
  months = '',
  days = '',
]: readonly string[]): { readonly schedules: readonly string[]; readonly why?: string } {
  const week = weekdays(days);
  if (week === undefined) return { schedules: [] };
  const onDates = valid([minutes, hours, dates, months, '?', '*']);
  const onDays = valid([minutes, hours, '?', months, week, '*']);
  if (onDates === undefined || onDays === undefined) return { schedules: [] };
  if (days === '*') return { schedules: [onDates] };
  if (dates === '*') return { schedules: [onDays] };
  // Vixie cron takes a day that is either, unless one of them begins with *: then it must be both.
  // https://man7.org/linux/man-pages/man5/crontab.5.html
  if (dates.startsWith('*') || days.startsWith('*')) {
    const why = 'there, a day has to be both, which no cron(…) can say: put ? in one of the two';
    return { schedules: [], why };
  }
  return { schedules: week === '*' ? [onDays] : [onDates, onDays] };
}

function valid(fields: readonly string[]): string | undefined {
  const text = fields.join(' ').toUpperCase();
  return parseCronFields(text).fields === undefined ? undefined : `cron(${text})`;
}

/** In a crontab Sunday is 0 or 7, here it is 1, and / is unknown here: so days are named. */
function weekdays(text: string): string | undefined {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const [, from = '', to, step = '1'] = /^(\w+|\*)(?:-(\w+))?(?:\/([1-7]))?$/.exec(part) ?? [];
    const first = from === '*' ? 0 : weekday(from);
    const last = from === '*' ? 6 : to === undefined ? first : weekday(to);
    // What 5/2 means differs from one cron to the next.
    const unclear = to === undefined && from !== '*' && part.includes('/');
    if (first === undefined || last === undefined || last < first || unclear) return undefined;
    for (let day = first; day <= last; day += Number(step)) found.add(day % 7);
  }
  const days = [...found].sort((a, b) => a - b);
  if (days.length === 7) return '*';
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0];
  return days.length > 2 && last - first + 1 === days.length
    ? `${dayNames[first] ?? ''}-${dayNames[last] ?? ''}`
    : days.map((day) => dayNames[day]).join(',');
}

function weekday(text: string): number | undefined {
  const index = dayNames.indexOf(text.toUpperCase());
  if (index >= 0) return index;
  return /^[0-7]$/.test(text) ? Number(text) : undefined;
}
