/**
 * What an answer that is no data turns out to be, and what is done about it. `retry`: the same
 * request may work a little later. `pause`: so it may, but nobody asks this host for a while.
 * `give-up`: this symbol cannot be had; the others can. `stop`: no request of this run can succeed.
 */
export const failures = {
  network: 'retry',
  timeout: 'retry',
  'server-error': 'retry',
  'broken-answer': 'retry',
  limited: 'pause',
  challenge: 'pause',
  maintenance: 'pause',
  'no-data': 'give-up',
  rejected: 'give-up',
  'schema-drift': 'give-up',
  'short-history': 'give-up',
  auth: 'stop',
  'limited-for-today': 'stop',
} as const satisfies Record<string, 'retry' | 'pause' | 'give-up' | 'stop'>;

export type Failure = keyof typeof failures;

/** What a vendor's answer stands for when it is no data. */
export class VendorError extends Error {
  override readonly name = 'VendorError';
  readonly failure: Failure;
  /** Of the answer, where there was one. */
  readonly httpStatus: number | undefined;
  /** How long the vendor said to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(
    failure: Failure,
    message: string,
    answer: { readonly httpStatus?: number; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.failure = failure;
    this.httpStatus = answer.httpStatus;
    this.retryAfterMs = answer.retryAfterMs;
  }

  /** Whether another attempt may help. */
  get isPassing(): boolean {
    const action = failures[this.failure];
    return action === 'retry' || action === 'pause';
  }
}
