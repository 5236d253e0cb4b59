import { sleep, type Clock } from './clock';

/** Room for answers that take different times on their way, so that the vendor counts what we do. */
const margin = 1.01;

/**
 * Lets requests to one host through, one after the other and evenly spaced: an even spacing holds
 * the limit over *every* window of a minute, where a counter that is reset would allow twice as
 * many around the reset.
 */
export class HostGate {
  readonly #clock: Clock;
  readonly #spacingMs: number;
  #openAtMs = 0;
  #queue: Promise<void> = Promise.resolve();

  constructor(clock: Clock, requestsPerMinute: number) {
    this.#clock = clock;
    this.#spacingMs = (60_000 / requestsPerMinute) * margin;
  }

  /**
   * Waits for a turn.
   *
   * @throws the signal's reason once it is aborted
   */
  async enter(signal: AbortSignal): Promise<void> {
    const before = this.#queue;
    let leave = (): void => undefined;
    this.#queue = new Promise((resolve) => {
      leave = resolve;
    });
    try {
      await before;
      signal.throwIfAborted();
      // The host may be paused while we wait, so look again after every wait.
      for (;;) {
        const waitMs = this.#openAtMs - this.#clock.now();
        if (waitMs <= 0) break;
        await sleep(this.#clock, waitMs, signal);
      }
      this.#openAtMs = this.#clock.now() + this.#spacingMs;
    } finally {
      leave();
    }
  }

  /** Lets nothing through for a while; a longer pause that is on already stays. */
  pause(durationMs: number): void {
    this.#openAtMs = Math.max(this.#openAtMs, this.#clock.now() + durationMs);
  }
}
