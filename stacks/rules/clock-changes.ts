import { Temporal } from 'temporal-polyfill';

const minuteMs = 60_000;

/** A moment at which a zone's clock is put forward or back. */
export interface ClockChange {
  /** What the clock shows until that moment, in minutes since 1970. */
  readonly before: number;
  /** What it shows from that moment on. */
  readonly after: number;
}

const known = new Map<string, readonly ClockChange[]>();

/**
 * The changes of a zone's clock between two moments, in order.
 *
 * @param timeZone an IANA name
 * @param from first moment that counts
 * @param to first moment that counts no more
 */
export function clockChanges(timeZone: string, from: Date, to: Date): readonly ClockChange[] {
  const key = `${timeZone} ${from.getTime()} ${to.getTime()}`;
  const found = known.get(key) ?? findChanges(timeZone, from, to);
  // To look for them takes longer than all else that is asked of a schedule.
  known.set(key, found);
  return found;
}

function findChanges(timeZone: string, from: Date, to: Date): ClockChange[] {
  const changes: ClockChange[] = [];
  let time = Temporal.Instant.fromEpochMilliseconds(from.getTime()).toZonedDateTimeISO(timeZone);
  for (;;) {
    const next = time.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= to.getTime()) return changes;
    const shown = (of: Temporal.ZonedDateTime): number =>
      (next.epochMilliseconds + of.offsetNanoseconds / 1e6) / minuteMs;
    changes.push({ before: shown(time), after: shown(next) });
    time = next;
  }
}
