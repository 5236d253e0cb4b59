import type { Clock } from '../clock';
import { StopError } from '../errors';
import { VendorError } from './vendor-error';
import type { Limits } from './source';
import { update, type Store } from '../store/store';

/** What is taken from a quota at a time: at most so much is lost with a run that is killed. */
const blockSize = 20;

interface Window {
  readonly name: 'hour' | 'day';
  readonly ms: number;
  readonly limit: number;
  start: number;
  left: number;
}

/**
 * Counts the requests of an hour and of a day, for all runs together: a quota that ends with the
 * task would be spent again by the next one. Hours and days are those of UTC.
 */
export class Quota {
  readonly #store: Store;
  readonly #source: string;
  readonly #clock: Clock;
  readonly #deadlineAtMs: number;
  readonly #windows: Window[];

  constructor(
    store: Store,
    source: string,
    { perHour, perDay }: Omit<Limits, 'perMinute'>,
    clock: Clock,
    deadlineAtMs: number,
  ) {
    this.#store = store;
    this.#source = source;
    this.#clock = clock;
    this.#deadlineAtMs = deadlineAtMs;
    const window = (name: Window['name'], ms: number, limit: number | undefined): Window[] =>
      limit === undefined ? [] : [{ name, ms, limit, start: -1, left: 0 }];
    this.#windows = [...window('day', 86_400_000, perDay), ...window('hour', 3_600_000, perHour)];
  }

  /**
   * Takes one request, after waiting for the next hour where that comes before the deadline.
   *
   * @throws StopError where this run can make no more
   */
  async take(signal: AbortSignal): Promise<void> {
    for (const window of this.#windows) {
      for (;;) {
        const now = this.#clock.now();
        open(window, now);
        if (window.left > 0) break;
        if ((await this.#reserve(window)) > 0) continue;
        const waitMs = window.start + window.ms - now;
        if (window.name === 'day' || now + waitMs > this.#deadlineAtMs) throw spent(window);
        await this.#clock.sleep(waitMs, signal);
      }
      window.left -= 1;
    }
  }

  /** The vendor says that nothing is left of the day, however much we had counted. */
  async spendDay(): Promise<void> {
    const day = this.#windows.find(({ name }) => name === 'day');
    if (day === undefined) return;
    open(day, this.#clock.now());
    await this.#count(day, () => day.limit);
  }

  /** Gives back what was taken and not used. */
  async close(): Promise<void> {
    for (const window of this.#windows) {
      const { left } = window;
      if (left > 0) await this.#count(window, (used) => used - left);
      window.left = 0;
    }
  }

  async #reserve(window: Window): Promise<number> {
    let granted = 0;
    await this.#count(window, (used) => {
      granted = Math.max(0, Math.min(blockSize, window.limit - used));
      return used + granted;
    });
    window.left += granted;
    return granted;
  }

  async #count(window: Window, next: (used: number) => number): Promise<void> {
    const time = new Date(window.start).toISOString().slice(0, window.name === 'day' ? 10 : 13);
    const key = `_quota/source=${this.#source}/${window.name}=${time}.json`;
    await update(this.#store, key, (stored) => {
      const used = stored === undefined ? 0 : usedOf(stored.bytes);
      const now = next(used);
      return Promise.resolve(
        now === used ? undefined : Buffer.from(`${JSON.stringify({ requests: now })}\n`),
      );
    });
  }
}

/** Begins the hour or the day that it is now, unless it is the one that is open. */
function open(window: Window, now: number): void {
  const start = now - (now % window.ms);
  if (window.start !== start) Object.assign(window, { start, left: 0 });
}

function usedOf(bytes: Uint8Array): number {
  const { requests } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { requests: unknown };
  return Number(requests);
}

function spent({ name, limit }: Window): StopError {
  const message = `the ${limit} requests that the vendor allows in ${name === 'day' ? 'a day' : 'an hour'} are spent`;
  const failure = name === 'day' ? 'limited-for-today' : 'limited';
  return new StopError('vendor', message, { cause: new VendorError(failure, message) });
}
