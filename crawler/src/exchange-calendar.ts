import { dayOfInstant, type Day } from './calendar-day';

const hourMs = 3_600_000;

/**
 * Finds the calendar day of an instant in an exchange's time zone.
 *
 * Asking `Intl` for every bar of twenty years costs more than parsing them. The zone's offsets in
 * January and July bound it for the year; only where they, widened by an hour, disagree about the
 * day (sessions that open around midnight) is `Intl` asked.
 *
 * @throws RangeError where the zone has no IANA name
 */
export function exchangeCalendar(timeZone: string): (instantMs: number) => Day {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const boundsByYear = new Map<number, readonly [number, number]>();

  function offsetMs(instantMs: number): number {
    const parts = format.formatToParts(instantMs);
    const part = (type: Intl.DateTimeFormatPartTypes): number =>
      Number(parts.find((candidate) => candidate.type === type)?.value);
    const local = Date.UTC(
      part('year'),
      part('month') - 1,
      part('day'),
      part('hour'),
      part('minute'),
      part('second'),
    );
    return local - Math.floor(instantMs / 1000) * 1000;
  }

  function bounds(year: number): readonly [number, number] {
    const known = boundsByYear.get(year);
    if (known !== undefined) return known;
    const january = offsetMs(Date.UTC(year, 0, 1));
    const july = offsetMs(Date.UTC(year, 6, 1));
    const found = [Math.min(january, july) - hourMs, Math.max(january, july) + hourMs] as const;
    boundsByYear.set(year, found);
    return found;
  }

  return (instantMs) => {
    const [lowest, highest] = bounds(new Date(instantMs).getUTCFullYear());
    const day = dayOfInstant(instantMs + lowest);
    return day === dayOfInstant(instantMs + highest)
      ? day
      : dayOfInstant(instantMs + offsetMs(instantMs));
  };
}
