import { UsageError } from './usage-error';

/** Reads a time that was typed, such as `2026-11-27T23:00:00Z`. */
export function parseMoment(option: string, text: string): Date {
  const moment = new Date(text);
  if (Number.isNaN(moment.getTime())) {
    throw new UsageError(`${option}: ${momentRule}, got "${text}"`);
  }
  return moment;
}

export const momentRule = 'must be a time such as 2026-11-27T00:00:00Z';

const unitMs = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads a time, or how long ago it was: `90m`, `2h`, `3d`. */
export function parseSince(option: string, text: string, now: Date): Date {
  const [, number, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return number === undefined
    ? parseMoment(option, text)
    : new Date(now.getTime() - Number(number) * unitMs[unit as keyof typeof unitMs]);
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
