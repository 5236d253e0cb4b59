import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, request } from 'undici';
import type { Clock } from './clock';
import { RetryableError } from './errors';
import type { Pacer } from './pacer';

export interface HttpOptions {
  readonly pacer: Pacer;
  readonly clock: Clock;
  /** Aborts when the run is to end. */
  readonly signal: AbortSignal;
  /** How long one attempt may take, its body included. */
  readonly attemptTimeoutMs: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
}

const attempts = 5;
const firstBackoffMs = 500;
const longestBackoffMs = 30_000;
const longestPauseMs = 300_000;
/** Without a Retry-After: doubled with each further refusal. */
const firstPauseMs = 5_000;
const maxBodyBytes = 16 * 1024 * 1024;
const unzip = promisify(gunzip);

/**
 * Fetches a text, politely and stubbornly: each attempt waits for the pacer and is bounded in time
 * and size; what may be passing (the network, 408, 429, 5xx, and what `check` says) is tried again.
 *
 * @param check reads the response; a `RetryableError` of it means that another attempt may help
 * @throws what the last attempt threw, and the signal's reason when it is aborted
 */
export async function fetchChecked<Result>(
  url: string,
  headers: Record<string, string>,
  check: (response: HttpResponse) => Result,
  options: HttpOptions,
): Promise<Result> {
  const { pacer, clock, signal } = options;
  for (let attempt = 1; ; attempt += 1) {
    await pacer.ready(signal);
    try {
      const response = await attemptOnce(url, headers, options);
      return check(response);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof RetryableError)) throw error;
      if (error.pauseMs !== undefined)
        pacer.pause(error.pauseMs || firstPauseMs * 2 ** (attempt - 1));
      if (attempt === attempts) {
        throw new RetryableError(`${error.message}, ${attempts} times in a row`);
      }
      const ceiling = Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt);
      await clock.sleep(clock.random() * ceiling, signal);
    }
  }
}

async function attemptOnce(
  url: string,
  headers: Record<string, string>,
  { signal, attemptTimeoutMs, clock }: HttpOptions,
): Promise<HttpResponse> {
  // A timer of our own: signals made by AbortSignal.timeout were seen not to fire on Node 20.
  const attempt = new AbortController();
  const stop = (): void => {
    attempt.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    attempt.abort(new RetryableError(`no answer within ${attemptTimeoutMs} ms`));
  }, attemptTimeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const response = await request(url, { headers, signal: attempt.signal, dispatcher: agent() });
    const { statusCode: status } = response;
    const bytes = await readBody(response.body, attempt);
    if (status === 429) {
      throw new RetryableError(
        'the vendor answered 429, too many requests',
        retryAfterMs(response.headers['retry-after'], clock.now()),
      );
    }
    if (status === 408 || status >= 500) {
      const retryAfter = response.headers['retry-after'];
      throw new RetryableError(
        `the vendor answered ${status}`,
        retryAfter === undefined ? undefined : retryAfterMs(retryAfter, clock.now()),
      );
    }
    const zipped = response.headers['content-encoding'] === 'gzip';
    const text = zipped ? await unzip(bytes, { maxOutputLength: maxBodyBytes }) : bytes;
    return { status, body: text.toString('utf8') };
  } catch (error) {
    if (attempt.signal.aborted && attempt.signal.reason instanceof Error) {
      throw attempt.signal.reason;
    }
    if (error instanceof RetryableError) throw error;
    throw new RetryableError(`the request failed: ${error instanceof Error ? error.message : ''}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

async function readBody(body: AsyncIterable<Buffer>, attempt: AbortController): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBodyBytes) {
      attempt.abort(new RetryableError(`the answer is larger than ${maxBodyBytes} bytes`));
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * What a `Retry-After` asks for, in seconds or as a date, at most five minutes. 0 when there is none
 * that can be read: how long is then for the caller to say.
 */
export function retryAfterMs(header: string | string[] | undefined, nowMs: number): number {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return 0;
  const ms = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(ms, 0), longestPauseMs);
}

let shared: Agent | undefined;

function agent(): Agent {
  shared ??= new Agent({ connect: { timeout: 10_000 }, keepAliveTimeout: 30_000 });
  return shared;
}
