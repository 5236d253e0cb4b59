import { inspect } from 'node:util';
import SonicBoom from 'sonic-boom';
import type { LogLevel } from '../config/config';
import { messageOf } from '../errors';

/** Levels that are written, as the numbers by which readers of such lines know them. */
const levels = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
} as const satisfies Record<LogLevel, number>;

interface Fields {
  /** What was thrown; its stack and causes are written. */
  readonly err?: unknown;
  readonly [name: string]: unknown;
}

type Write = (text: string, fields?: Fields) => void;

/** Tells what happens, each thing on a level. */
export type Log = Readonly<Record<'info' | 'warn' | 'fatal', Write>>;

/**
 * One line of JSON an event, written at once: the last line before an exit is not lost. They look as
 * pino's do, whose writer this is; all of pino takes a tenth of the time to the first request to load.
 *
 * @param level below which nothing is written
 * @param job stands in every line
 * @param out where lines go; the standard output
 */
export function createLog(
  level: LogLevel,
  job?: string,
  out: { write(line: string): unknown } = new SonicBoom({ fd: process.stdout.fd, sync: true }),
): Log {
  const writer =
    (name: keyof Log): Write =>
    (text, { err, ...fields } = {}) => {
      if (levels[name] < levels[level]) return;
      const line = {
        level: levels[name],
        time: new Date().toISOString(),
        job,
        ...fields,
        ...(err !== undefined && { err: { message: messageOf(err), stack: inspect(err) } }),
        msg: text,
      };
      out.write(`${JSON.stringify(line)}\n`);
    };
  return { info: writer('info'), warn: writer('warn'), fatal: writer('fatal') };
}
