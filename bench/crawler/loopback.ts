import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chartText } from './chart';

/** What a contender left in the store. */
export interface Left {
  /** Histories of symbols that were written. */
  readonly histories: number;
  /** The first one of them. */
  readonly sample: Uint8Array | undefined;
}

export interface Loopback {
  readonly url: string;
  /** Forgets every object and serves so many rows a symbol from now on. */
  reset(rows: number): void;
  left(): Left;
  /** When the first request since the last reset came in, by `process.hrtime`. */
  firstRequestAt(): bigint | undefined;
  close(): Promise<void>;
}

interface Kept {
  readonly etag: string;
  /** Nothing where nobody reads it again: the histories of twenty years would fill the memory. */
  readonly body: Buffer | undefined;
}

/**
 * Yahoo's chart endpoint and as much of S3 as a store needs, as light as they can be: what is measured
 * must be those who ask.
 */
export async function startLoopback(): Promise<Loopback> {
  let objects = new Map<string, Kept>();
  let sample: Buffer | undefined;
  let histories = 0;
  let first: bigint | undefined;
  let chart = chartText(1);
  let tags = 0;
  const server = createServer((request, response) => {
    first ??= process.hrtime.bigint();
    const { method, url = '', headers } = request;
    if (url.startsWith('/v8/finance/chart/')) {
      const symbol = /chart\/([^?]*)/.exec(url)?.[1] ?? '';
      const head = Buffer.from(chart.head(symbol));
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': head.length + chart.tail.length,
      });
      response.write(head);
      response.end(chart.tail);
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const there = objects.get(url);
      const refuse = (status: number, code: string): void => {
        response.writeHead(status, { 'content-type': 'application/xml' });
        response.end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
      };
      if (method === 'GET') {
        if (there === undefined) refuse(404, 'NoSuchKey');
        else if (there.body === undefined) refuse(400, 'ForgottenByTheBenchmark');
        else response.writeHead(200, { etag: there.etag }).end(there.body);
        return;
      }
      const wanted = headers['if-match'];
      if (
        (wanted !== undefined && wanted !== there?.etag) ||
        (headers['if-none-match'] === '*' && there !== undefined)
      ) {
        refuse(412, 'PreconditionFailed');
        return;
      }
      const body = Buffer.concat(chunks);
      const isHistory = url.includes('/symbol%3D');
      if (isHistory && there === undefined) histories += 1;
      if (isHistory) sample ??= body;
      const etag = `"${(tags += 1)}"`;
      objects.set(url, { etag, body: isHistory ? undefined : body });
      response.writeHead(200, { etag }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset: (rows) => {
      objects = new Map();
      sample = undefined;
      histories = 0;
      first = undefined;
      chart = chartText(rows);
    },
    left: () => ({ histories, sample }),
    firstRequestAt: () => first,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
