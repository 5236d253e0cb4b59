/** What went wrong with a request, as the manifest names it. */
export type FailureKind =
  | 'auth'
  | 'bad_answer'
  | 'challenge'
  | 'incomplete_history'
  | 'limited'
  | 'limited_for_today'
  | 'maintenance'
  | 'network'
  | 'rejected'
  | 'schema_drift'
  | 'server_error'
  | 'store'
  | 'superseded'
  | 'timeout';

/** The symbol, or the request, failed; others may do better. */
export class CrawlError extends Error {
  override readonly name: string = 'CrawlError';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** Failed in passing: the same request may well succeed a little later. */
export class PassingError extends CrawlError {
  override readonly name = 'PassingError';
}

/** The vendor wants fewer requests: the whole host waits, then the same request goes on. */
export class SlowDownError extends CrawlError {
  override readonly name = 'SlowDownError';
  /** How long the vendor said to wait, in milliseconds; `undefined` when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(kind: FailureKind, message: string, retryAfterMs: number | undefined) {
    super(kind, message);
    this.retryAfterMs = retryAfterMs;
  }
}

/** No request of this run can succeed: asking on would only annoy the vendor. */
export class StopError extends CrawlError {
  override readonly name = 'StopError';
}

/** Wrong configuration: nothing was asked of anybody. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`wrong configuration: ${problems.join('; ')}`, options);
    this.problems = problems;
  }
}

/** Why a run ends before its work is done. */
export class EndOfRun extends Error {
  override readonly name = 'EndOfRun';
  readonly why: 'deadline' | 'interrupted' | 'stopped';

  constructor(why: EndOfRun['why'], message: string) {
    super(message);
    this.why = why;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
