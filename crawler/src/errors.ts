/** The configuration is wrong; nothing was requested. Ends the process with 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** One attempt failed in passing; the same request may work a little later. */
export class RetryableError extends Error {
  override readonly name = 'RetryableError';
  /** Milliseconds for which nobody should ask this vendor; 0 when it did not say how long. */
  readonly pauseMs: number | undefined;

  constructor(message: string, pauseMs?: number) {
    super(message);
    this.pauseMs = pauseMs;
  }
}

/** This symbol cannot be had; the others can. */
export class SymbolError extends Error {
  override readonly name = 'SymbolError';
}

/** The vendor knows no prices of this symbol in this period. Never retried. */
export class NoDataError extends Error {
  override readonly name = 'NoDataError';
}

/** Why a run was stopped before it was through. */
export class StopError extends Error {
  override readonly name = 'StopError';
  readonly reason: 'interrupted' | 'deadline';

  constructor(reason: 'interrupted' | 'deadline') {
    super(reason === 'deadline' ? 'the deadline passed' : 'the run was interrupted');
    this.reason = reason;
  }
}
