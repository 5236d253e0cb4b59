import type { Clock } from '../clock';

// The vendor's minute and ours are not measured at the same place; a request may be late on its way.
const margin = 1.02;
// Timers are no finer than this: spacing below it is kept on average, over so short a time.
const finestMs = 10;

/**
 * Spaces the requests to one host evenly, so that its limit holds over every window of a minute and
 * not only on average. A pause holds back all requests.
 */
export class Pacer {
  readonly #spacingMs: number;
  readonly #earlyMs: number;
  readonly #clock: Clock;
  #nextAt = 0;

  constructor(requestsPerMinute: number, clock: Clock) {
    this.#spacingMs = (60_000 / requestsPerMinute) * margin;
    this.#earlyMs = this.#spacingMs < finestMs ? 2 * finestMs : 0;
    this.#clock = clock;
  }

  /** Resolves when a request may start. */
  async ready(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const now = this.#clock.now();
      const waitMs = this.#nextAt - now;
      if (waitMs <= this.#earlyMs) {
        this.#nextAt = Math.max(this.#nextAt, now) + this.#spacingMs;
        return;
      }
      // Who sleeps has no place in the queue: a pause that comes meanwhile holds for it, too.
      await this.#clock.sleep(waitMs, signal);
    }
  }

  pause(ms: number): void {
    this.#nextAt = Math.max(this.#nextAt, this.#clock.now() + ms + this.#earlyMs);
  }
}
