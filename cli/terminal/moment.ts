import { UsageError } from '../usage-error';

export const momentRule =
  'must be a time with its offset such as 2026-11-27T00:00:00Z or 2026-11-27T09:00:00+01:00, or a day in UTC such as 2026-11-27';

// Anything else Date reads in some way of its own: "2" as a month, and no offset as this machine's.
const written = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** The time that was typed; nothing when there is none. */
export function momentOf(text: string): Date | undefined {
  const [, year, month, day] = written.exec(text) ?? [];
  const moment = new Date(text);
  // Date takes 2026-02-30 for a day in March.
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number.isNaN(moment.getTime()) || !(Number(day) <= days) ? undefined : moment;
}

/** Reads a time that was typed, such as `2026-11-27T23:00:00Z`. */
export function parseMoment(option: string, text: string): Date {
  const moment = momentOf(text);
  if (moment === undefined) throw new UsageError(`${option}: ${momentRule}, got "${text}"`);
  return moment;
}

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a time, or how long ago it was: `90m`, `2h`, `3d`. */
export function parseSince(option: string, text: string, now: Date): Date {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (number !== undefined) {
    return new Date(now.getTime() - Number(number) * unitMs[unit as keyof typeof unitMs]);
  }
  const moment = momentOf(text);
  if (moment === undefined) {
    throw new UsageError(
      `${option}: ${momentRule}, or how long ago such as 90m, 2h or 3d, got "${text}"`,
    );
  }
  return moment;
}

/** RFC 3339 in UTC with whole seconds, as schedules give it. */
export function inSeconds(moment: Date): string {
  return moment.toISOString().replace(/\.\d+/, '');
}

/** `1 h 5 min`, `2 min 3 s`, `7 s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [
    Math.floor(whole / 3600),
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
}
