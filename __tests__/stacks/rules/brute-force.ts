/** The local clock of a zone at one minute, as `Intl` tells it. */
export interface Minute {
  readonly utc: number;
  readonly year: number;
  readonly month: number;
  readonly date: number;
  readonly hour: number;
  readonly minute: number;
  /** 1 = Sunday. */
  readonly day: number;
}

/** Zones with the moment of a change of their clock. */
export const changedClocks: readonly (readonly [timeZone: string, change: string])[] = [
  ['America/New_York', '2027-03-14T07:00Z'],
  ['America/New_York', '2026-11-01T06:00Z'],
  ['Europe/London', '2027-10-31T01:00Z'],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z'], // by half an hour
  ['America/Santiago', '2027-04-04T03:00Z'], // back over midnight
  ['Africa/Cairo', '2027-04-29T22:00Z'], // forward at midnight
  ['Asia/Kolkata', '2028-02-29T00:00Z'], // never
];

const names = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Every minute of a stretch of time, without those that the clock has shown before. */
export function minutesOf(timeZone: string, from: number, to: number): Minute[] {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  });
  const seen = new Set<string>();
  const minutes: Minute[] = [];
  for (let utc = from; utc < to; utc += 60_000) {
    const parts = Object.fromEntries(
      format.formatToParts(utc).map(({ type, value }) => [type, value]),
    );
    const number = (type: string): number => Number(parts[type]);
    const shown = Object.values(parts).join(' ');
    if (seen.has(shown)) continue;
    seen.add(shown);
    minutes.push({
      utc,
      year: number('year'),
      month: number('month'),
      date: number('day'),
      hour: number('hour'),
      minute: number('minute'),
      day: names.indexOf((parts['weekday'] ?? '').toUpperCase()) + 1,
    });
  }
  return minutes;
}

/** Whether a cron expression, its six fields given, means a minute: every value asked on its own. */
export function meaning(fields: readonly string[]): (at: Minute) => boolean {
  const [minute = '', hour = '', date = '', month = '', day = '', year = ''] = fields;
  const set = (field: string, most: number): Set<number> =>
    new Set(
      Array.from({ length: most + 1 }, (_, value) => value).filter((value) =>
        holds(field, value, most),
      ),
    );
  const [minutes, hours, months] = [set(minute, 59), set(hour, 23), set(month, 12)];
  // A day is asked once, not at each of its minutes.
  const asked = new Map<number, boolean>();
  const meansDayOf = (at: Minute): boolean => {
    const key = (at.year * 100 + at.month) * 100 + at.date;
    const known = asked.get(key);
    if (known !== undefined) return known;
    const means =
      holds(year, at.year, 2199) && (date === '?' ? meansDay(day, at) : meansDate(date, at));
    asked.set(key, means);
    return means;
  };
  return (at) =>
    minutes.has(at.minute) && hours.has(at.hour) && months.has(at.month) && meansDayOf(at);
}

function holds(field: string, value: number, most: number): boolean {
  return field.split(',').some((item) => {
    const [range = '', step = '1'] = item.split('/');
    if (range === '*')
      return (
        (value - (most === 59 || most === 23 ? 0 : most === 2199 ? 1970 : 1)) % Number(step) === 0
      );
    const [first = 0, last = item.includes('/') ? most : first] = range.split('-').map(Number);
    const least = most === 59 || most === 23 ? 0 : 1;
    const inside =
      first <= last ? value >= first && value <= last : value >= first || value <= last;
    const way = value >= first ? value - first : value - first + most - least + 1;
    return inside && way % Number(step) === 0;
  });
}

function meansDate(field: string, { year, month, date }: Minute): boolean {
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const target = field === 'L' || field === 'LW' ? last : Number(field.replace('W', ''));
  if (field === 'L') return date === last;
  if (!field.endsWith('W')) return holds(field, date, 31);
  if (target > last) return false;
  // The nearest: at the same distance there are never two, as one of them would be at the weekend.
  const nearest = [0, -1, 1, -2, 2]
    .map((distance) => target + distance)
    .find((candidate) => {
      const weekday = new Date(Date.UTC(year, month - 1, candidate)).getUTCDay();
      return candidate >= 1 && candidate <= last && weekday !== 0 && weekday !== 6;
    });
  return date === nearest;
}

function meansDay(field: string, { year, month, date, day }: Minute): boolean {
  if (field === 'L') return day === 7;
  const numbered = /^[\d,-]+$/.test(field)
    ? field
    : names.reduce((text, name, index) => text.replaceAll(name, `${index + 1}`), field);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (numbered.endsWith('L')) return day === Number(numbered[0]) && date + 7 > last;
  const [weekday, nth] = numbered.split('#').map(Number);
  if (nth !== undefined) return day === weekday && Math.ceil(date / 7) === nth;
  return holds(numbered, day, 7);
}
