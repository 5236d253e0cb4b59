import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { HttpAgent } from '../http-agent';
import { messageOf } from '../errors';
import { VendorError } from './vendor-error';

/** Twenty years of one symbol are 0.6 MB, a whole market's day 2 MB; nothing asked for is larger. */
const longestBodyBytes = 16 * 1024 * 1024;
const unzip = promisify(gunzip);

/** An HTTP answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** @param name in lower case */
  header(name: string): string | undefined;
}

/** Makes one attempt at one request. */
export interface Http {
  /**
   * @throws VendorError where no whole answer came in time
   * @throws the signal's reason once it is aborted
   */
  get(url: string, headers: Record<string, string>, signal: AbortSignal): Promise<Answer>;
}

/** Keeps its connections, bounds every body, and ends every attempt in time, its body included. */
export function createHttp(timeoutMs: number): Http {
  // Our own timer bounds the whole attempt; undici's only bound the silence between two bytes.
  const agent = new HttpAgent({
    connect: { timeout: timeoutMs },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    get: async (url, headers, signal) => {
      signal.throwIfAborted();
      // A plain timer and controller: signals that are made of others by AbortSignal.any and
      // AbortSignal.timeout were seen not to fire on Node 20.
      const attempt = new AbortController();
      const timer = setTimeout(() => {
        attempt.abort(new VendorError('timeout', `no whole answer within ${timeoutMs} ms`));
      }, timeoutMs);
      const stop = (): void => {
        attempt.abort(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        const { origin, pathname, search } = new URL(url);
        const {
          statusCode,
          headers: received,
          body,
        } = await agent.request({
          origin,
          path: pathname + search,
          method: 'GET',
          headers: { 'accept-encoding': 'gzip', ...headers },
          signal: attempt.signal,
        });
        const header = (name: string): string | undefined => {
          const value = received[name];
          return Array.isArray(value) ? value[0] : value;
        };
        const bytes = await readBody(body);
        return {
          status: statusCode,
          text: await textOf(bytes, header('content-encoding')),
          header,
        };
      } catch (error) {
        if (attempt.signal.aborted) throw attempt.signal.reason;
        if (error instanceof VendorError) throw error;
        throw new VendorError('network', `the request failed: ${messageOf(error)}`);
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop destroys the body and with it the connection.
    if (size > longestBodyBytes) throw tooLong();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

async function textOf(bytes: Buffer, encoding: string | undefined): Promise<string> {
  if (encoding === undefined || encoding === 'identity') return bytes.toString('utf8');
  if (encoding !== 'gzip') {
    throw new VendorError('broken-answer', `the answer is encoded as ${encoding}`);
  }
  try {
    return (await unzip(bytes, { maxOutputLength: longestBodyBytes })).toString('utf8');
  } catch (error) {
    if (error instanceof RangeError) throw tooLong();
    throw new VendorError('broken-answer', `the answer cannot be unzipped: ${messageOf(error)}`);
  }
}

function tooLong(): VendorError {
  return new VendorError('broken-answer', `the answer is longer than ${longestBodyBytes} bytes`);
}
