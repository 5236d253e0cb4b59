import { dayOfMs, type Day } from './day';

const hourMs = 3_600_000;
const quarterMs = 900_000;
const minuteMs = 60_000;

/** What the clocks and calendars of an exchange show. */
interface Zone {
  /** The day there at a moment. */
  dayAt(ms: number): Day;
  /** Minutes since midnight there. */
  minuteAt(ms: number): number;
}

/**
 * Asking `Intl` for every bar of twenty years costs more than parsing them. A zone's offsets in
 * January and July bound those of the year; only where they, widened by an hour, disagree about the
 * day (sessions that open around midnight) is `Intl` asked.
 *
 * @throws RangeError where the zone has no IANA name
 */
export function zoneOf(timeZone: string): Zone {
  let zone = zones.get(timeZone);
  if (zone === undefined) zones.set(timeZone, (zone = makeZone(timeZone)));
  return zone;
}

const zones = new Map<string, Zone>();

/** Whether a zone can be asked for anything. */
export function isZone(timeZone: string): boolean {
  try {
    zoneOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

function makeZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const boundsByYear = new Map<number, readonly [number, number]>();
  const offsets = new Map<number, number>();
  const offsetAt = (ms: number): number => {
    // Clocks are set at full quarters of an hour, and symbols ask for the same ones.
    const quarter = Math.floor(ms / quarterMs);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      offset = Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000;
      offsets.set(quarter, offset);
    }
    return offset;
  };
  const boundsAt = (ms: number): readonly [number, number] => {
    const year = new Date(ms).getUTCFullYear();
    let bounds = boundsByYear.get(year);
    if (bounds === undefined) {
      const [january, july] = [offsetAt(Date.UTC(year, 0, 1)), offsetAt(Date.UTC(year, 6, 1))];
      bounds = [Math.min(january, july) - hourMs, Math.max(january, july) + hourMs];
      boundsByYear.set(year, bounds);
    }
    return bounds;
  };
  return {
    dayAt: (ms) => {
      const [least, most] = boundsAt(ms);
      const day = dayOfMs(ms + least);
      return day === dayOfMs(ms + most) ? day : dayOfMs(ms + offsetAt(ms));
    },
    minuteAt: (ms) => Math.floor((ms + offsetAt(ms)) / minuteMs) % (24 * 60),
  };
}

/** The close of the exchanges of the US, in minutes since midnight. */
export const usualClose = 16 * 60;

/** The last day whose session was over at a moment. */
export function lastFinalDay(zone: Zone, closeMinute: number, atMs: number): Day {
  return zone.dayAt(atMs) - (zone.minuteAt(atMs) >= closeMinute ? 0 : 1);
}
