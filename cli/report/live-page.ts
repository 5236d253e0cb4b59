import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Failure } from '../failure';

const host = '127.0.0.1';
/** While somebody looks; a page that nobody asks for costs no calls. */
const refreshMs = 60_000;

/** A page, and what of it is the same for as long as its data is. */
export interface Made {
  readonly page: string;
  /** What says when it was made, which is no news by itself. */
  readonly time: string;
}

export interface LivePage {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a page on this machine alone, and makes it anew while it is looked at. Another site that has its
 * name lead to this machine could otherwise read it from the same browser (DNS rebinding), so only requests
 * that name this machine are answered.
 *
 * @param make the page anew
 * @param say what went wrong while it was made; the page before stays
 * @param now the time in milliseconds
 */
export async function serveLive(
  make: () => Promise<Made>,
  port: number,
  say: (problem: string) => void,
  now: () => number = Date.now,
): Promise<LivePage> {
  let served = withVersion(await make());
  let asked = now();
  const refresh = async (): Promise<void> => {
    if (now() - asked < refreshMs) return;
    asked = now();
    try {
      served = withVersion(await make());
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  };
  const server = createServer((request, response) => {
    if (!namesThisMachine(request, server)) {
      answer(response, 403, 'this page is for this machine alone');
    } else if (request.method !== 'GET') {
      answer(response, 405, 'only GET');
    } else if (request.url === '/') {
      answer(response, 200, served.page, 'text/html');
    } else if (request.url === '/newest') {
      answer(response, 200, served.version);
      void refresh();
    } else answer(response, 404, 'there is one page: /');
  });
  await listen(server, port);
  return {
    url: `http://${host}:${portOf(server)}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The page asks for its version, and is read again once that differs. */
function withVersion({ page, time }: Made): { page: string; version: string } {
  const version = createHash('sha256').update(page.replaceAll(time, '')).digest('hex');
  return {
    page: page.replace('<body', `<body data-newest="/newest" data-version="${version}"`),
    version,
  };
}

function namesThisMachine({ headers }: IncomingMessage, server: Server): boolean {
  return [host, 'localhost'].some((name) => headers.host === `${name}:${portOf(server)}`);
}

function answer(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  });
  response.end(body);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(taken ? new Failure(`port ${port} is taken: choose another --port`) : error);
    });
    server.listen(port, host, resolve);
  });
}
