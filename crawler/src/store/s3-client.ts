import { createHash, createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Checksum, Provider } from '@smithy/types';
import { HttpAgent } from '../http-agent';
import { messageOf } from '../errors';
import { S3Error, s3ErrorOf } from './s3-error';

const mostAttempts = 8;
const firstBackoffMs = 100;
const longestBackoffMs = 5_000;
/** For one attempt, its body included; no stored object is large. */
const attemptTimeoutMs = 15_000;
/**
 * A clock is put right by S3's where it is off by this much, and a request was refused with one of these
 * codes, as the SDK does; S3 itself bears a quarter of an hour.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationTimeStamp
 */
const leastSkewMs = 240_000;
const skewCodes = [
  'RequestTimeTooSkewed',
  'RequestExpired',
  'RequestInTheFuture',
  'SignatureDoesNotMatch',
];

interface S3Answer {
  readonly bytes: Uint8Array;
  readonly etag: string;
}

/** An answer, whatever it says. */
interface Received extends S3Answer {
  readonly status: number;
  /** How far S3's clock was ahead of ours, where it told. */
  readonly aheadMs: number | undefined;
}

interface S3ClientOptions {
  /** Where the bucket answers, with the bucket in host or path; without a slash at the end. */
  readonly url: string;
  readonly region: string;
  readonly credentials: Provider<AwsCredentialIdentity>;
}

/**
 * The calls that a store needs, signed by the SDK's own signer over the HTTP client that asks the
 * vendors, too. The SDK's client for S3 takes several times their CPU time a call and more than all
 * the rest of us to load; `docs/decisions` has the figures.
 */
export class S3Client {
  readonly #options: S3ClientOptions;
  readonly #signer: SignatureV4;
  readonly #agent = new HttpAgent({ connections: 64, connect: { timeout: 5_000 } });
  #clockAheadMs = 0;

  constructor(options: S3ClientOptions) {
    this.#options = options;
    this.#signer = new SignatureV4({
      region: options.region,
      credentials: options.credentials,
      service: 's3',
      sha256: Sha256,
      // S3 signs a path as it is sent, and the hash of the body is one of our headers.
      uriEscapePath: false,
      applyChecksum: false,
    });
  }

  /** @throws S3Error when the answer is another one than that */
  get(key: string): Promise<S3Answer> {
    return this.#send('GET', key, {}, undefined);
  }

  /** Whether a key begins so, which takes the right to list the bucket by that beginning. */
  async finds(beginning: string): Promise<boolean> {
    const query = { 'list-type': '2', 'max-keys': '1', prefix: beginning };
    const { bytes } = await this.#send('GET', '', {}, undefined, query);
    return !Buffer.from(bytes).toString('utf8').includes('<KeyCount>0</KeyCount>');
  }

  /** @param condition `if-match` or `if-none-match` */
  put(key: string, body: Uint8Array, condition: Record<string, string>): Promise<S3Answer> {
    return this.#send('PUT', key, condition, body);
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  /** Repeats what may be passing: broken connections, 5xx, SlowDown; and a time that S3 says is wrong. */
  async #send(
    method: 'GET' | 'PUT',
    key: string,
    headers: Record<string, string>,
    body: Uint8Array | undefined,
    query: Record<string, string> = {},
  ): Promise<S3Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt === mostAttempts;
      const usedMs = this.#clockAheadMs;
      try {
        const { status, etag, bytes, aheadMs } = await this.#attempt(
          method,
          key,
          headers,
          body,
          query,
        );
        if (status < 300) return { bytes, etag };
        const error = s3ErrorOf(status, bytes, attempt > 1);
        const isSkewed =
          skewCodes.includes(error.code) &&
          aheadMs !== undefined &&
          Math.abs(aheadMs - usedMs) >= leastSkewMs;
        if (isSkewed && !isLast) {
          this.#clockAheadMs = aheadMs;
          continue;
        }
        const mayRepeat = status >= 500 || status === 429 || error.code === 'RequestTimeout';
        if (isLast || !mayRepeat) throw error;
      } catch (error) {
        if (isLast || error instanceof S3Error || !isNetwork(error)) throw error;
      }
      await sleep(Math.random() * Math.min(longestBackoffMs, firstBackoffMs * 2 ** attempt));
    }
  }

  async #attempt(
    method: 'GET' | 'PUT',
    key: string,
    headers: Record<string, string>,
    body: Uint8Array | undefined,
    query: Record<string, string>,
  ): Promise<Received> {
    const url = new URL(`${this.#options.url}/${key.split('/').map(encodeSegment).join('/')}`);
    const signed = await this.#signer.sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query,
        headers: {
          ...headers,
          host: url.host,
          // S3 asks for one where a bucket locks its objects.
          // https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
          ...(body !== undefined && {
            'content-md5': createHash('md5').update(body).digest('base64'),
          }),
          'x-amz-content-sha256': createHash('sha256')
            .update(body ?? '')
            .digest('hex'),
        },
      },
      { signingDate: new Date(Date.now() + this.#clockAheadMs) },
    );
    const asked = Object.entries(query).map(([name, value]) => `${name}=${encodeSegment(value)}`);
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort(new Error(`no answer of S3 within ${attemptTimeoutMs} ms`));
    }, attemptTimeoutMs);
    try {
      const answer = await this.#agent.request({
        origin: url.origin,
        path: asked.length === 0 ? url.pathname : `${url.pathname}?${asked.join('&')}`,
        method,
        headers: signed.headers,
        body: body ?? null,
        signal: abort.signal,
      });
      const { etag, date, age } = answer.headers;
      const aheadMs = Date.parse(String(date)) - Date.now();
      return {
        status: answer.statusCode,
        etag: typeof etag === 'string' ? etag : '',
        // What comes from a cache has the time of long ago.
        aheadMs: Number.isNaN(aheadMs) || age !== undefined ? undefined : aheadMs,
        bytes: new Uint8Array(await answer.body.arrayBuffer()),
      };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The signer's way to hash; node has it natively. */
class Sha256 implements Checksum {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined
        ? createHash('sha256')
        : createHmac(
            'sha256',
            secret instanceof ArrayBuffer ? Buffer.from(secret) : (secret as string),
          );
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error('a hash is used once');
  }
}

/** `encodeURIComponent` leaves five characters that S3 wants encoded. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Errors of sockets and of undici carry a code; those of credentials do not reach us from here. */
function isNetwork(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    ('code' in error || messageOf(error).startsWith('no answer'))
  );
}
