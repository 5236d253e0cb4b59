import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One row as the server sends it. `time` is in seconds since the epoch. */
export interface Row {
  readonly time: number;
  readonly close: number | null;
  readonly adjClose?: number | null;
  readonly volume?: number;
}

/** What was paid a share. `date` is in seconds since the epoch. */
interface Payment {
  readonly date: number;
  readonly amount: number;
}

/** @param answer sends the right answer after all */
export type Fault = (response: ServerResponse, answer: () => void) => void;

export interface YahooServer {
  readonly url: string;
  /** Requests so far: symbol and the moment each came in. */
  readonly requests: { readonly symbol: string; readonly at: number }[];
  readonly rows: Map<string, Row[]>;
  /** Dividends, distributed gains and splits by symbol. */
  readonly dividends: Map<string, Payment[]>;
  readonly capitalGains: Map<string, Payment[]>;
  readonly splits: Map<string, { date: number; numerator: number; denominator: number }[]>;
  /** Answers of a symbol that come before the right one, first come first served. */
  readonly faults: Map<string, Fault[]>;
  close(): Promise<void>;
}

/** A server on loopback that plays Yahoo's chart endpoint, with faults on demand. */
export async function startYahoo(): Promise<YahooServer> {
  const rows = new Map<string, Row[]>();
  const dividends: YahooServer['dividends'] = new Map();
  const capitalGains: YahooServer['capitalGains'] = new Map();
  const splits: YahooServer['splits'] = new Map();
  const faults: YahooServer['faults'] = new Map();
  const requests: YahooServer['requests'] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://yahoo');
    const symbol = decodeURIComponent(pathname.split('/').at(-1) ?? '');
    requests.push({ symbol, at: performance.now() });
    const answer = (): void => {
      send(response, symbol, searchParams);
    };
    const fault = faults.get(symbol)?.shift();
    if (fault === undefined) answer();
    else fault(response, answer);
  });
  const send = (response: ServerResponse, symbol: string, searchParams: URLSearchParams): void => {
    const from = Number(searchParams.get('period1'));
    const to = Number(searchParams.get('period2'));
    const all = rows.get(symbol);
    if (all === undefined) {
      response.statusCode = 404;
      response.end(
        '{"chart":{"result":null,"error":{"code":"Not Found","description":"No data"}}}',
      );
      return;
    }
    const found = all.filter(({ time }) => time >= from && time < to);
    const asked = searchParams.get('events')?.split(',') ?? [];
    const eventsOf = <Event extends { date: number }>(
      name: string,
      some: ReadonlyMap<string, readonly Event[]>,
    ) =>
      Object.fromEntries(
        (some.get(symbol) ?? [])
          .filter(({ date }) => asked.includes(name) && date >= from && date < to)
          .map((event) => [String(event.date), event]),
      );
    const closes = found.map(({ close }) => close);
    response.end(
      JSON.stringify({
        chart: {
          result: [
            {
              meta: { currency: 'USD', exchangeTimezoneName: 'America/New_York' },
              timestamp: found.map(({ time }) => time),
              events: {
                dividends: eventsOf('div', dividends),
                capitalGains: eventsOf('capitalGains', capitalGains),
                splits: eventsOf('splits', splits),
              },
              indicators: {
                quote: [
                  {
                    open: closes,
                    high: closes,
                    low: closes,
                    close: closes,
                    volume: found.map(({ close, volume = 100 }) =>
                      close === null ? null : volume,
                    ),
                  },
                ],
                adjclose: [{ adjclose: found.map(({ close, adjClose }) => adjClose ?? close) }],
              },
            },
          ],
          error: null,
        },
      }),
    );
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    rows,
    dividends,
    capitalGains,
    splits,
    faults,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** The opening of a session in New York in winter, in seconds since the epoch. */
export function opening(date: string): number {
  return Date.parse(`${date}T14:30:00Z`) / 1000;
}

/** Rows of every weekday from one day to another, with a price that says which day it is. */
export function weekdays(first: string, last: string, factor = 1): Row[] {
  const rows: Row[] = [];
  for (let day = Date.parse(first); day <= Date.parse(last); day += 86_400_000) {
    const date = new Date(day);
    if (date.getUTCDay() % 6 === 0) continue;
    const close = (100 + (day / 86_400_000 - 20_000) / 8) * factor;
    rows.push({ time: opening(date.toISOString().slice(0, 10)), close });
  }
  return rows;
}
