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

/** What a symbol took. */
interface Count {
  attempts: number;
  httpStatus: number | undefined;
}

/** What has become of a request so far. */
interface Tries {
  attempts: number;
  pauses: number;
  last: VendorError | undefined;
  /** Whether it fails while others are answered: it says nothing about the host. */
  isAlone: boolean;
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
  /** The path of the latest request that was answered with data. */
  #answered: string | undefined;
  #checking: Promise<boolean> | undefined;

  constructor(options: VendorClientOptions) {
    this.#options = options;
  }

  /**
   * @param signal ends this; it has to abort when the run ends, too
   * @param onAnswer called whenever the vendor has answered with data
   */
  asking(asOfMs: number, signal: AbortSignal, onAnswer: () => void = () => undefined): Counted {
    const count: Count = { attempts: 0, httpStatus: undefined };
    return {
      asOfMs,
      get: async (path, name) => {
        const answer = await this.#get(path, name, count, signal);
        onAnswer();
        return answer;
      },
      get attempts() {
        return count.attempts;
      },
      get httpStatus() {
        return count.httpStatus;
      },
    };
  }

  async #get(path: string, name: string, count: Count, signal: AbortSignal): Promise<unknown> {
    const { keep } = this.#options;
    const tries: Tries = { attempts: 0, pauses: 0, last: undefined, isAlone: false };
    try {
      for (;;) {
        const sentAtMs = await this.#turn(signal);
        count.attempts += 1;
        try {
          const { text, json } = await this.#attempt(path, signal, count);
          this.#answered = path;
          this.#begin();
          await keep?.(name, text);
          return json;
        } catch (thrown) {
          if (!(thrown instanceof VendorError)) throw thrown;
          tries.last = this.#withoutSecrets(thrown);
          await this.#afterFailure(tries, tries.last, sentAtMs, signal);
          this.traffic.retries += 1;
        }
      }
    } catch (error) {
      if (!(error instanceof StopError) || error.cause !== undefined) throw error;
      // What had failed when the time was over has been tried, and is not merely skipped.
      if (error.reason !== 'deadline' || tries.last === undefined) throw error;
      throw new StopError(error.reason, error.message, { cause: tries.last });
    }
  }

  /** Waits for this request's turn, and says when that is. */
  async #turn(signal: AbortSignal): Promise<number> {
    const { quota, pacer, clock } = this.#options;
    await quota.take(signal);
    await pacer.ready(signal);
    return clock.now();
  }

  /** The host has answered: what failed before says nothing about it any more. */
  #begin(): void {
    this.#failuresInARow = 0;
    this.#restsInARow = 0;
  }

  /**
   * Waits before the next attempt.
   *
   * @throws VendorError where there is to be none
   * @throws StopError where the run is over
   */
  async #afterFailure(
    tries: Tries,
    error: VendorError,
    sentAtMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, quota, backoffMs } = this.#options;
    const action = failures[error.failure];
    if (action === 'stop') {
      if (error.failure === 'limited-for-today') await quota.spendDay();
      throw new StopError('vendor', error.message, { cause: error });
    }
    if (action === 'give-up') {
      // It answers, and says that it has nothing.
      this.#begin();
      throw error;
    }
    // Whoever is told that there were too many requests is told so for all.
    if (!tries.isAlone || error.failure === 'limited') {
      tries.isAlone = await this.#rest(tries, error, sentAtMs, signal);
    }
    if (action === 'pause' && !tries.isAlone) tries.pauses += 1;
    else tries.attempts += 1;
    const { attempts, pauses, isAlone } = tries;
    if (attempts === mostAttempts || pauses === mostPauses || this.#isBudgetSpent()) throw error;
    // Full jitter: clients that failed together must not come back together.
    const ceilingMs = Math.min(longestBackoffMs, backoffMs * 2 ** (attempts + pauses));
    // The host's pause is the pacer's; a time to wait that is about this request alone, its own.
    const leastMs = isAlone ? Math.min(longestBackoffMs, error.retryAfterMs ?? 0) : 0;
    await clock.sleep(Math.max(leastMs, clock.random() * ceilingMs), signal);
    // A host that was given a rest before it had answered anybody is better asked for something else;
    // but two failures in a row are survived by everyone.
    const isBlind = this.#answered === undefined && this.#restsInARow > 0;
    if (isBlind && error.failure !== 'limited' && attempts + pauses > 2) throw error;
  }

  async #attempt(
    path: string,
    signal: AbortSignal,
    count?: Count,
  ): Promise<{ readonly text: string; readonly json: unknown }> {
    const { source, origin, headers, http, clock } = this.#options;
    this.traffic.requests += 1;
    const answer = await http.get(`${origin}${path}`, headers, signal);
    this.traffic.bytes += answer.text.length;
    if (count !== undefined) count.httpStatus = answer.status;
    if (answer.status === 429) this.traffic.throttled += 1;
    classify(answer, source.classify, clock.now());
    return { text: answer.text, json: parseJson(answer.text) };
  }

  /**
   * Leaves the host alone, when it asks for that and when nothing comes of asking it.
   *
   * @returns whether it is this request alone that fails, and the host answers others
   * @throws StopError where that has not helped for too long
   */
  async #rest(
    { attempts, pauses }: Tries,
    error: VendorError,
    sentAtMs: number,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { clock, pacer, backoffMs } = this.#options;
    this.#failuresInARow += 1;
    const isAsked = failures[error.failure] === 'pause' || error.retryAfterMs !== undefined;
    if (!isAsked && this.#failuresInARow < failuresToRest) return false;
    // Too many requests are the host's business; a time to wait is waited for once before it is doubted.
    const mayBeAlone =
      error.failure !== 'limited' && (error.retryAfterMs === undefined || attempts + pauses > 0);
    if (mayBeAlone && sentAtMs >= this.#restedAtMs && (await this.#answersOthers(signal))) {
      return true;
    }
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
    return false;
  }

  /** Asks once more for what was answered last: where that works, it is not the host that fails. */
  async #answersOthers(signal: AbortSignal): Promise<boolean> {
    const path = this.#answered;
    if (path === undefined) return false;
    this.#checking ??= (async () => {
      try {
        await this.#turn(signal);
        await this.#attempt(path, signal);
        this.#begin();
        return true;
      } catch (error) {
        // To have nothing any more is an answer, too.
        if (error instanceof VendorError) return failures[error.failure] === 'give-up';
        throw error;
      } finally {
        this.#checking = undefined;
      }
    })();
    return this.#checking;
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
