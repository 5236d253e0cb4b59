import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface S3Request {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface S3Response {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Answers requests as S3 does. */
export type S3 = (request: S3Request) => S3Response | Promise<S3Response>;

export interface S3Server {
  readonly url: string;
  /** How many requests came in so far. */
  requests(): number;
  close(): Promise<void>;
}

export const bucket = 'prices';

/** What may go wrong with a request to S3, before or after it was carried out. */
export type S3Fault = (
  carryOut: () => S3Response | Promise<S3Response>,
  response: ServerResponse,
) => S3Response | undefined | Promise<S3Response | undefined>;

/**
 * An S3 on loopback that goes wrong on demand.
 *
 * @param s3 answers what does not go wrong
 * @param faultOf decides about each request
 */
export async function startS3(
  s3: S3,
  faultOf: (request: S3Request, count: number) => S3Fault | undefined = () => undefined,
): Promise<S3Server> {
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // Who was killed does not finish its request.
    request.on('error', () => undefined);
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const whole = { method, url, headers, body: plain(headers, Buffer.concat(chunks)) };
      const carryOut = (): ReturnType<S3> => s3(whole);
      count += 1;
      const fault = faultOf(whole, count);
      const answer = async (): Promise<void> => {
        const given = await (fault === undefined ? carryOut() : fault(carryOut, response));
        if (given === undefined || response.destroyed) return;
        response.writeHead(given.status, given.headers);
        response.end(method === 'HEAD' ? undefined : given.body);
      };
      answer().catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The smallest S3 that a store needs: objects with an ETag, and writes on condition. */
export function memoryS3(objects: Map<string, Uint8Array>): S3 {
  return ({ method, url, headers, body }) => {
    const { pathname, searchParams } = new URL(url, 'http://s3');
    const [, inBucket, ...rest] = pathname.split('/');
    if (inBucket !== bucket) return s3Error(404, 'NoSuchBucket');
    const key = decodeURIComponent(rest.join('/'));
    if (method === 'GET' && key === '') {
      return { status: 200, body: listing(objects, searchParams.get('prefix') ?? '') };
    }
    const object = objects.get(key);
    const found = object === undefined ? undefined : etagOf(object);
    if (method === 'GET' || method === 'HEAD') {
      return object === undefined || found === undefined
        ? s3Error(404, 'NoSuchKey')
        : {
            status: 200,
            headers: { etag: found, 'content-length': String(object.length) },
            body: object,
          };
    }
    if (method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    if (method !== 'PUT') return s3Error(405, 'MethodNotAllowed');
    const wanted = headers['if-match'];
    if (wanted !== undefined && found === undefined) return s3Error(404, 'NoSuchKey');
    if (
      (wanted !== undefined && wanted !== found) ||
      (headers['if-none-match'] === '*' && found !== undefined)
    ) {
      return s3Error(412, 'PreconditionFailed');
    }
    objects.set(key, body);
    return { status: 200, headers: { etag: etagOf(body) } };
  };
}

/** An S3 that is somewhere else. */
export function remoteS3(origin: string): S3 {
  return async ({ method, url, headers, body }) => {
    const passed = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      // The body is plain by now, and the connection is another one.
      typeof value !== 'string' || /^(host|connection|transfer-encoding|content-length)$/.test(name)
        ? []
        : [[name, value]],
    );
    const response = await fetch(origin + url, {
      method,
      headers: passed,
      ...(body.length > 0 && { body: new Uint8Array(body) }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const kept = [...response.headers].filter(
      ([name]) => !/^(connection|keep-alive|transfer-encoding|date|server)$/.test(name),
    );
    return { status: response.status, headers: Object.fromEntries(kept), body: bytes };
  };
}

export function s3Error(status: number, code: string): S3Response {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

/** What the crawler's environment has to say to reach it. */
export function s3Env(url: string): Record<string, string> {
  return {
    DATA_URI: `s3://${bucket}`,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'proof',
    AWS_SECRET_ACCESS_KEY: 'proof',
  };
}

export function etagOf(bytes: Uint8Array): string {
  return `"${createHash('md5').update(bytes).digest('hex')}"`;
}

function listing(objects: ReadonlyMap<string, Uint8Array>, prefix: string): string {
  const contents = [...objects]
    .filter(([key]) => key.startsWith(prefix))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([key, bytes]) =>
        `<Contents><Key>${key}</Key><ETag>${etagOf(bytes)}</ETag><Size>${bytes.length}</Size></Contents>`,
    );
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

/** The bytes of an object, out of the chunks in which an SDK may send them. */
function plain(headers: IncomingHttpHeaders, body: Buffer): Buffer {
  if (!headers['content-encoding']?.includes('aws-chunked')) return body;
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length;) {
    const end = body.indexOf('\r\n', at);
    const size = parseInt(body.toString('latin1', at, end), 16);
    if (!(size > 0)) break;
    parts.push(body.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
