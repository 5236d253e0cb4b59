import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeBars } from '../../crawler/src/bars/parquet';
import { barsOf, type Chart } from './bars';
import { chartText } from './chart';

/** Sessions of a week, which is how many are new to a history that is there. */
const newSessions = 5;

/** What a contender left in the store. */
export interface Left {
  /** Histories of symbols that were written. */
  readonly histories: number;
  /** The first one of them. */
  readonly sample: Uint8Array | undefined;
}

export interface Loopback {
  readonly url: string;
  /**
   * Forgets every object and serves so many rows a symbol from now on.
   *
   * @param all rows that a symbol is to have in the end; those that are not new are there already
   */
  reset(rows: number, all?: number): void;
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
  let seed: Kept | undefined;
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
      const isHistory = url.includes('/symbol%3D');
      const there = objects.get(url) ?? (isHistory ? seed : undefined);
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
      if (isHistory && !objects.has(url)) histories += 1;
      if (isHistory) sample ??= body;
      const etag = `"${(tags += 1)}"`;
      objects.set(url, { etag, body: isHistory ? undefined : body });
      response.writeHead(200, { etag }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reset: (rows, all = rows) => {
      objects = new Map();
      seed = all === rows ? undefined : { etag: '"seed"', body: historyOf(all, newSessions) };
      sample = undefined;
      histories = 0;
      first = undefined;
      chart = chartText(rows, all);
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

/** The object of a history that lacks its newest sessions. */
function historyOf(all: number, lacking: number): Buffer {
  const text = chartText(all);
  const chart = JSON.parse(text.head('S') + text.tail.toString()) as Chart;
  const bars = barsOf(chart).map((bar) => ({ ...bar, ingestedAtMs: 0 }));
  return Buffer.from(encodeBars(bars.slice(0, -lacking)));
}
