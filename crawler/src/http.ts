import { promisify } from 'node:util';
import { gunzip, type ZlibOptions } from 'node:zlib';
import { Agent, request, type Dispatcher } from 'undici';
import { reasonOf, type Clock } from './clock';
import { CrawlError, messageOf, PassingError } from './errors';

const gunzipBounded = promisify<Uint8Array, ZlibOptions, Buffer>(gunzip);

/** Twenty years of one symbol are 0.6 MB, a whole market's day 2 MB; nothing asked for is larger. */
const longestBodyBytes = 16 * 1024 * 1024;

/** For one attempt, from the first byte sent to the last one received. */
const attemptTimeoutMs = 10_000;

/** An HTTP answer, read to its end. */
export interface Answer {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  /** @param name in lower case */
  header(name: string): string | undefined;
}

export interface Http {
  /**
   * Makes one attempt at one request.
   *
   * @throws PassingError where no whole answer came in time
   * @throws the signal's reason once it is aborted
   */
  get(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

/** An HTTP client that keeps its connections, bounds every body and ends every attempt in time. */
export function createHttp(clock: Clock, connections: number): Http {
  // Our own timer bounds the whole attempt; undici's only bound the silence between two bytes.
  const agent = new Agent({ connections, headersTimeout: 0, bodyTimeout: 0 });

  async function get(
    url: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Answer> {
    // A plain timer and controller: AbortSignal.any over AbortSignal.timeout can be collected as
    // garbage in Node 20 and then never fires.
    const attempt = new AbortController();
    const cancelTimeout = clock.after(attemptTimeoutMs, () => {
      attempt.abort(
        new PassingError(
          'timeout',
          `GET ${url}: no whole answer within ${attemptTimeoutMs / 1000} s`,
        ),
      );
    });
    const onAbort = (): void => {
      attempt.abort(reasonOf(signal));
    };
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      if (signal.aborted) throw reasonOf(signal);
      const response = await request(url, {
        dispatcher: agent,
        headers: { 'accept-encoding': 'gzip', ...headers },
        signal: attempt.signal,
      });
      const body = await readBody(response, url);
      return {
        url,
        status: response.statusCode,
        text: body.toString('utf8'),
        header: (name) => {
          const value = response.headers[name];
          return Array.isArray(value) ? value[0] : value;
        },
      };
    } catch (error) {
      if (attempt.signal.aborted) throw reasonOf(attempt.signal);
      if (error instanceof CrawlError) throw error;
      throw new PassingError('network', `GET ${url}: ${messageOf(error)}`, { cause: error });
    } finally {
      cancelTimeout();
      signal.removeEventListener('abort', onAbort);
    }
  }

  return { get, close: () => agent.destroy() };
}

async function readBody(response: Dispatcher.ResponseData, url: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > longestBodyBytes) throw tooLong(url);
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  if (response.headers['content-encoding'] !== 'gzip') return body;
  try {
    return await gunzipBounded(body, { maxOutputLength: longestBodyBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLong(url);
    throw new PassingError('bad_answer', `GET ${url}: broken gzip: ${messageOf(error)}`);
  }
}

function tooLong(url: string): PassingError {
  const mebibytes = longestBodyBytes / 1024 / 1024;
  return new PassingError('bad_answer', `GET ${url}: the body is longer than ${mebibytes} MiB`);
}
