import { crontabShorthands, schedulesOf } from '../../stacks/rules/crontab';
import { fieldsOf } from '../../stacks/rules/cron-fields';
import { parseScheduleExpression, type Grammar } from '../../stacks/rules/schedule-expression';

type Converted =
  | { readonly schedules: readonly string[] }
  | { readonly schedules?: undefined; readonly problem: string };

/** A schedule as crontab, Kubernetes, Copilot or AWS write it, in the words of `config.ts`. */
export function schedulesFrom(text: string, grammar: Grammar = 'scheduler'): Converted {
  const words = text.trim();
  const shorthand = crontabShorthands.get(words);
  if (shorthand !== undefined) return { schedules: [shorthand] };
  const [, every] = /^@every (.+)$/.exec(words) ?? [];
  if (every !== undefined) return rateFrom(every);
  const parts = fieldsOf(words);
  const { schedules } = parts.length === 5 ? schedulesOf(parts) : { schedules: [] };
  if (schedules.length > 0) return { schedules };
  const parsed = parseScheduleExpression(words, grammar);
  return parsed.ok ? { schedules: [words] } : { problem: parsed.problems.join('; ') };
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
