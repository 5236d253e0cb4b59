import type { PauseEvent } from './history-event';

/** A time in which a job was paused. */
export interface Pause {
  readonly from: Date;
  /** Nothing while nobody knows its end. */
  readonly to: Date | undefined;
  /** Who paused it, and why. */
  readonly reason: string;
}

/** The pauses of a job, from events in any order. */
export function pausesOf(events: readonly PauseEvent[], job: string): Pause[] {
  const own = events.filter((event) => event.job === job).sort((a, b) => +a.time - +b.time);
  return own.flatMap(({ paused, time, by, until, reason }, index) => {
    if (!paused) return [];
    // Somebody may pause it again, until another day.
    const next = own[index + 1]?.time;
    const ends = [next, until].filter((end) => end !== undefined).map(Number);
    return {
      from: time,
      to: ends.length === 0 ? undefined : new Date(Math.min(...ends)),
      reason: [by === undefined ? 'paused' : `paused by ${by}`, reason].filter(Boolean).join(': '),
    };
  });
}

export function pauseAt(pauses: readonly Pause[], time: Date): Pause | undefined {
  return pauses.find(({ from, to }) => time >= from && (to === undefined || time < to));
}
