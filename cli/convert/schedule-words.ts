import { crontabShorthands, schedulesOf } from '../../stacks/rules/crontab';
import { fieldsOf, parseCronFields } from '../../stacks/rules/cron-fields';
import { parseScheduleExpression } from '../../stacks/rules/schedule-expression';
import type { Field } from './field';

type Converted =
  | { readonly schedules: readonly string[] }
  | { readonly schedules?: undefined; readonly problem: string };

/** A schedule as crontab, Kubernetes, Copilot or AWS write it, in the words of `config.ts`. */
export function schedulesFrom(text: string): Converted {
  const words = text.trim();
  const shorthand = crontabShorthands.get(words);
  if (shorthand !== undefined) return { schedules: [shorthand] };
  const [, every] = /^@every (.+)$/.exec(words) ?? [];
  if (every !== undefined) return rateFrom(every);
  const parts = fieldsOf(words);
  if (parts.length === 5) return crontabFrom(parts);
  const parsed = parseScheduleExpression(words, 'scheduler');
  return parsed.ok ? { schedules: [words] } : { problem: parsed.problems.join('; ') };
}

function crontabFrom(written: readonly string[]): Converted {
  // Cron libraries know ? as well, and take it for *.
  const parts = written.map((part) => (part === '?' ? '*' : part));
  const { schedules, why } = schedulesOf(parts);
  if (schedules.length > 0) return { schedules };
  const [minutes, hours, dates, months] = parts;
  const { problems } = parseCronFields(`${minutes} ${hours} ${dates} ${months} ? *`);
  const reason = why ?? problems[0] ?? `there is no such day of the week`;
  return { problem: `${reason}, got "${written.join(' ')}"` };
}

/** The one schedule of a job; says what else a text asks for, or why it is none. */
export function scheduleFrom(field: Field, text: string, path: string): string | undefined {
  const converted = schedulesFrom(text);
  const [first, second] = converted.schedules ?? [];
  if (converted.schedules === undefined) field.missing(`${path}: ${converted.problem}`);
  else if (second !== undefined)
    field.missing(`${path}: means either of two days: write a second job with ${second}`);
  return first;
}

function rateFrom(text: string): Converted {
  const seconds = secondsOf(text);
  if (seconds === undefined) {
    return { problem: `must be a duration such as 1h30m, got "${text}"` };
  }
  if (seconds < 60 || seconds % 60 !== 0) {
    return { problem: `must be whole minutes, which is all that AWS knows, got "${text}"` };
  }
  const minutes = seconds / 60;
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return { schedules: [`rate(${count} ${unit}${count === 1 ? '' : 's'})`] };
}

const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** A duration as Go and Compose write it: `1h30m`, `90s`. */
export function secondsOf(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[hms])+$/.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  return parts.reduce(
    (sum, [, count, unit = '']) => sum + Number(count) * (unitSeconds[unit] ?? 0),
    0,
  );
}

/** `TZ=Europe/Berlin 0 5 * * *`, as cron libraries take it. */
export function withZone(text: string): { words: string; zone?: string } {
  const [, zone, words] = /^(?:CRON_)?TZ=(\S+)\s+(.+)$/.exec(text.trim()) ?? [];
  return zone === undefined || words === undefined ? { words: text } : { words, zone };
}
