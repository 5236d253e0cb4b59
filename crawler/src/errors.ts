/** The configuration is wrong; nothing was asked of any vendor. Ends the process with 2. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
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
