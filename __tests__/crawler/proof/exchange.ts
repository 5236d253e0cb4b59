/** Where a symbol is traded, and when. */
export interface Exchange {
  readonly timeZone: string;
  readonly currency: string;
  /** Clock times of a session, `09:30`. */
  readonly opens: string;
  readonly closes: string;
}

export const newYork: Exchange = {
  timeZone: 'America/New_York',
  currency: 'USD',
  opens: '09:30',
  closes: '16:00',
};
export const london: Exchange = {
  timeZone: 'Europe/London',
  currency: 'GBp',
  opens: '08:00',
  closes: '16:30',
};
export const tokyo: Exchange = {
  timeZone: 'Asia/Tokyo',
  currency: 'JPY',
  opens: '09:00',
  closes: '15:30',
};

const known = new Map<string, number>();

/** The moment at which the clocks of a zone show this, in milliseconds since the epoch. */
export function moment(date: string, time: string, timeZone: string): number {
  const name = `${date} ${time} ${timeZone}`;
  let at = known.get(name);
  if (at === undefined) {
    const wanted = Date.parse(`${date}T${time}:00Z`);
    // What the zone's clocks show at that moment of UTC tells how far they are from UTC.
    const shown = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'medium',
    }).format(wanted);
    at = 2 * wanted - Date.parse(`${shown.replace(' ', 'T')}Z`);
    known.set(name, at);
  }
  return at;
}

/** Weekdays from one day to another, both included. */
export function weekdays(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = Date.parse(first); day <= Date.parse(last); day += 86_400_000) {
    if (new Date(day).getUTCDay() % 6 !== 0) days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}
