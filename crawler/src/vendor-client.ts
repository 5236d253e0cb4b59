import { jsonOf } from './answer';
import { sleep, type Clock } from './clock';
import { PassingError, SlowDownError, StopError } from './errors';
import type { HostGate } from './host-gate';
import type { Answer, Http } from './http';

/** Attempts at one request that fail in passing before it counts as failed. */
const attempts = 4;
/** Times that one request is asked to slow down before it counts as failed. */
const slowDowns = 5;
/** Pauses in a row, with no answer between them, before the run stops asking. */
const fruitlessPauses = 8;

const firstBackoffMs = 500;
const longestBackoffMs = 30_000;
const firstPauseMs = 3_000;
const longestPauseMs = 300_000;

/** What a vendor's answer means. */
export type Meaning<T> =
  | { readonly kind: 'data'; readonly data: T }
  /** The vendor knows no such symbol or has nothing for those days: asking again will not help. */
  | { readonly kind: 'no_data'; readonly reason: string };

/** What a source says of an answer that is JSON; it throws what the answer stands for otherwise. */
export type Reader<T> = (json: unknown, answer: Answer) => Meaning<T>;

export interface Traffic {
  requests: number;
  retries: number;
  slowDowns: number;
  bytes: number;
}

export interface VendorClientOptions {
  readonly http: Http;
  readonly gate: HostGate;
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly headers: Record<string, string>;
}

/** Asks one vendor politely: paced, repeated where that helps, and paused where it is asked to. */
export class VendorClient {
  readonly traffic: Traffic = { requests: 0, retries: 0, slowDowns: 0, bytes: 0 };
  readonly #options: VendorClientOptions;
  #pausesInARow = 0;
  #pausedAtMs = -1;

  constructor(options: VendorClientOptions) {
    this.#options = options;
  }

  /**
   * Asks until there is an answer that means something.
   *
   * @throws CrawlError what the last attempt failed with
   * @throws the signal's reason once it is aborted
   */
  async get<T>(url: string, read: Reader<T>, signal: AbortSignal): Promise<Meaning<T>> {
    const { clock, gate, random } = this.#options;
    for (let failed = 0, slowed = 0; ; this.traffic.retries++) {
      await gate.enter(signal);
      const sentAtMs = clock.now();
      try {
        return await this.#attempt(url, read, signal);
      } catch (error) {
        if (error instanceof SlowDownError) {
          this.#slowDown(error, sentAtMs);
          if (++slowed >= slowDowns) throw error;
        } else if (error instanceof PassingError) {
          if (++failed >= attempts) throw error;
          // Full jitter: clients that failed together must not come back together.
          const ceilingMs = Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failed - 1));
          await sleep(clock, random() * ceilingMs, signal);
        } else {
          throw error;
        }
      }
    }
  }

  async #attempt<T>(url: string, read: Reader<T>, signal: AbortSignal): Promise<Meaning<T>> {
    const { http, clock, headers } = this.#options;
    this.traffic.requests++;
    const answer = await http.get(url, headers, signal);
    this.traffic.bytes += answer.text.length;
    const meaning = read(jsonOf(answer, clock), answer);
    this.#pausesInARow = 0;
    return meaning;
  }

  /** @throws StopError where pausing has not helped for too long */
  #slowDown(error: SlowDownError, sentAtMs: number): void {
    const { clock, gate, random } = this.#options;
    this.traffic.slowDowns++;
    // A request that was under way when the pause began says nothing about whether it helped.
    if (sentAtMs > this.#pausedAtMs) {
      this.#pausedAtMs = clock.now();
      this.#pausesInARow++;
    }
    if (this.#pausesInARow > fruitlessPauses) {
      throw new StopError(
        error.kind,
        `${error.message}; still so after ${fruitlessPauses} pauses: ask less often, or later`,
      );
    }
    const ownMs = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#pausesInARow - 1));
    gate.pause(Math.min(longestPauseMs, error.retryAfterMs ?? ownMs * (0.5 + random() / 2)));
  }
}
