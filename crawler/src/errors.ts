/** The configuration is wrong; nothing was asked of any vendor. Ends the process with 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Another writer holds what we are to write, and does not let go of it. Ends the process with 1. */
export class HeldError extends Error {
  override readonly name = 'HeldError';
}

/** Why a run was stopped before it was through. */
export class StopError extends Error {
  override readonly name = 'StopError';
  readonly reason: 'interrupted' | 'deadline' | 'vendor';

  constructor(reason: StopError['reason'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}
