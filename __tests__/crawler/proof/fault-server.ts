import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './faults';
import type { Market } from './market';
import type { Vendor } from './vendors/vendor';

export interface FaultServer {
  readonly url: string;
  /** Requests so far: what each was about and the moment it came in. */
  readonly requests: { readonly symbols: readonly string[]; readonly at: number }[];
  /** Lets the next answers about a symbol go wrong, first come first served. */
  spoil(symbol: string, faults: readonly Fault[]): void;
  /** Forgets what is still to go wrong. */
  mend(symbol: string): void;
  close(): Promise<void>;
}

/**
 * A vendor on loopback.
 *
 * @param now the time at the vendor, which decides what it knows
 * @param onRequest is called with the number of each request before it is answered
 */
export async function startVendor(
  vendor: Vendor,
  market: Market,
  now: number,
  onRequest: (count: number) => void = () => undefined,
): Promise<FaultServer> {
  const faults = new Map<string, Fault[]>();
  const requests: FaultServer['requests'] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://vendor');
    const symbols = vendor.symbolsOf(url);
    requests.push({ symbols, at: performance.now() });
    onRequest(requests.length);
    // A connection that was reset on purpose is no reason to stop.
    response.on('error', () => undefined);
    const answer = vendor.answer(url, market, now);
    const spoiled = symbols.find((symbol) => (faults.get(symbol) ?? []).length > 0);
    const fault = spoiled === undefined ? undefined : faults.get(spoiled)?.shift();
    if (fault === undefined) {
      response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
      return;
    }
    void fault.play({ vendor, answer, response });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spoil: (symbol, added) => {
      faults.set(symbol, [...(faults.get(symbol) ?? []), ...added]);
    },
    mend: (symbol) => {
      faults.delete(symbol);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
