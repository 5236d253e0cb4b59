import pino from 'pino';

/** One line of JSON an event, written at once: the last line before an exit is not lost. */
export function createLogger(level: string, job?: string): pino.Logger {
  return pino(
    { level, base: job === undefined ? null : { job }, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ sync: true }),
  );
}
