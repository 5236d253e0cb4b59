import { classify, parseJson } from './classify';
import type { Clock } from '../clock';
import { failures, VendorError } from './vendor-error';
import { StopError } from '../errors';
import type { Http } from './http';
import type { Pacer } from './pacer';
import type { Quota } from './quota';
import type { Asking, Source } from './source';

/** Attempts that fail before a request has failed; refusals that pause the host count apart. */
const mostAttempts = 4;
const mostPauses = 5;
/** Requests that fail in a row, whatever their symbols, before the host is given a rest. */
const failuresToRest = 10;
/** Rests and pauses in a row, with no answer between them, before the run gives up. */
const mostRestsInARow = 8;
const longestPauseMs = 300_000;
const longestBackoffMs = 30_000;
/** In backoffs: how long the host is left alone where it does not say for how long. */
const pauseBackoffs = 10;
const restBackoffs = 60;
/** Retries of a whole run: so many, and a share of its requests. */
const retryBudget = { least: 100, share: 0.2 };
const longestMessage = 300;

export interface VendorClientOptions {
  readonly source: Source;
  /** Without a slash at the end. */
  readonly origin: string;
  readonly headers: Record<string, string>;
  /** What must not be shown, whatever the vendor's answers say. */
  readonly secrets: readonly string[];
  readonly http: Http;
  readonly pacer: Pacer;
  readonly quota: Quota;
  readonly clock: Clock;
  /** Longest wait before the first retry; others are made of it. */
  readonly backoffMs: number;
  /** Aborts when the run is to end. */
  readonly signal: AbortSignal;
  /** Keeps an answer as it came, where that is wanted. */
  readonly keep?: ((name: string, text: string) => Promise<void>) | undefined;
}

/** Counts of a run. */
export interface Traffic {
  requests: number;
  retries: number;
  /** Times that the vendor asked us to slow down. */
  throttled: number;
  bytes: number;
}

/** An `Asking` that knows what it took. */
interface Counted extends Asking {
  readonly attempts: number;
  readonly httpStatus: number | undefined;
}

/** Asks one vendor politely: paced, repeated where that helps, and left alone where it wants to be. */
export class VendorClient {
  readonly traffic: Traffic = { requests: 0, retries: 0, throttled: 0, bytes: 0 };
  readonly #options: VendorClientOptions;
  #failuresInARow = 0;
  #restsInARow = 0;
  #restedAtMs = -1;

  constructor(options: VendorClientOptions) {
    this.#options = options;
  }

  asking(asOfMs: number): Counted {
    const count = { attempts: 0, httpStatus: undefined as number | undefined };
    return {
      asOfMs,
      get: (path, name) => this.#get(path, name, count),
      get attempts() {
        return count.attempts;
      },
      get httpStatus() {
        return count.httpStatus;
      },
    };
  }

  async #get(
    path: string,
    name: string,
    count: { attempts: number; httpStatus: number | undefined },
  ): Promise<unknown> {
    const { clock, pacer, quota, signal, backoffMs } = this.#options;
    for (let attempts = 0, pauses = 0; ; this.traffic.retries += 1) {
      await quota.take(signal);
      await pacer.ready(signal);
      const sentAtMs = clock.now();
      count.attempts += 1;
      try {
        const json = await this.#attempt(path, name, count);
        this.#failuresInARow = 0;
        this.#restsInARow = 0;
        return json;
      } catch (thrown) {
        if (!(thrown instanceof VendorError)) throw thrown;
        const error = this.#withoutSecrets(thrown);
        const action = failures[error.failure];
        if (action === 'stop') {
          if (error.failure === 'limited-for-today') await quota.spendDay();
          throw new StopError('vendor', error.message, { cause: error });
        }
        if (action === 'give-up') {
          // It answers, and says that it has nothing.
          this.#failuresInARow = 0;
          this.#restsInARow = 0;
          throw error;
        }
        this.#rest(error, sentAtMs);
        if (action === 'pause') pauses += 1;
        else attempts += 1;
        if (attempts === mostAttempts || pauses === mostPauses || this.#isBudgetSpent()) {
          throw error;
        }
        // Full jitter: clients that failed together must not come back together.
        const ceilingMs = Math.min(longestBackoffMs, backoffMs * 2 ** (attempts + pauses));
        await clock.sleep(clock.random() * ceilingMs, signal);
      }
    }
  }

  async #attempt(
    path: string,
    name: string,
    count: { httpStatus: number | undefined },
  ): Promise<unknown> {
    const { source, origin, headers, http, clock, signal, keep } = this.#options;
    this.traffic.requests += 1;
    const answer = await http.get(`${origin}${path}`, headers, signal);
    this.traffic.bytes += answer.text.length;
    count.httpStatus = answer.status;
    if (answer.status === 429) this.traffic.throttled += 1;
    classify(answer, source.classify, clock.now());
    const json = parseJson(answer.text);
    await keep?.(name, answer.text);
    return json;
  }

  /**
   * Leaves the host alone, when it asks for that and when nothing comes of asking it.
   *
   * @throws StopError where that has not helped for too long
   */
  #rest(error: VendorError, sentAtMs: number): void {
    const { clock, pacer, backoffMs } = this.#options;
    this.#failuresInARow += 1;
    const isAsked = failures[error.failure] === 'pause' || error.retryAfterMs !== undefined;
    if (!isAsked && this.#failuresInARow < failuresToRest) return;
    // A request that was under way when a pause began says nothing about whether it helped.
    if (sentAtMs >= this.#restedAtMs) {
      this.#restedAtMs = clock.now();
      this.#restsInARow += 1;
    }
    if (this.#restsInARow > mostRestsInARow) {
      throw new StopError(
        'vendor',
        `${error.message}; still so after ${mostRestsInARow} pauses: ask less often, or later`,
        { cause: error },
      );
    }
    const backoffs = (isAsked ? pauseBackoffs : restBackoffs) * 2 ** (this.#restsInARow - 1);
    const ownMs = backoffs * backoffMs * (0.5 + clock.random() / 2);
    pacer.pause(Math.min(longestPauseMs, error.retryAfterMs ?? ownMs));
  }

  #isBudgetSpent(): boolean {
    const { requests, retries } = this.traffic;
    return retries >= retryBudget.least + retryBudget.share * requests;
  }

  /** A vendor's words in one line of bearable length, and none of them a key. */
  #withoutSecrets(error: VendorError): VendorError {
    let message = error.message;
    // Before it is cut: half a key is as secret as a whole one.
    for (const secret of this.#options.secrets) message = message.replaceAll(secret, '***');
    message = message.replaceAll(/\s+/g, ' ').slice(0, longestMessage);
    return new VendorError(error.failure, message, {
      ...(error.httpStatus !== undefined && { httpStatus: error.httpStatus }),
      retryAfterMs: error.retryAfterMs,
    });
  }
}
