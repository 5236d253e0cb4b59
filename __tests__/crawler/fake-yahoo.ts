import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatDay, startOfDayMs, type Day } from '../../crawler/src/calendar-day';
import { startServer } from './web-server';

export interface FakeBar {
  readonly day: Day;
  readonly close: number | null;
  /** Defaults to the close. */
  readonly adjustedClose?: number | null;
  readonly volume?: number | null;
  /** Seconds after midnight UTC; defaults to 14:30. */
  readonly secondOfDay?: number;
}

export interface FakeSymbol {
  bars: FakeBar[];
  splits?: { day: Day; numerator: number; denominator: number }[];
  dividends?: { day: Day; amount: number }[];
  timeZone?: string;
  meta?: object;
}

/** Answers in place of the data; `true` when it did. */
export type Fault = (symbol: string, response: ServerResponse, request: number) => boolean;

export interface FakeYahoo {
  readonly url: string;
  readonly symbols: Map<string, FakeSymbol>;
  /** Every request: which symbol, when by the real clock, and for which period. */
  readonly requests: { symbol: string; atMs: number; from: string; to: string }[];
  fault: Fault | undefined;
  close(): Promise<void>;
}

/** A server that speaks Yahoo's chart format. */
export async function startFakeYahoo(symbols: Record<string, FakeSymbol>): Promise<FakeYahoo> {
  const known = new Map(Object.entries(symbols));
  const requests: FakeYahoo['requests'] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const url = new URL(request.url ?? '', 'http://localhost');
    const symbol = decodeURIComponent(url.pathname.split('/').at(-1) ?? '');
    const period1 = Number(url.searchParams.get('period1'));
    const period2 = Number(url.searchParams.get('period2'));
    const dayOf = (second: number) => formatDay(Math.floor(second / 86400));
    requests.push({ symbol, atMs: performance.now(), from: dayOf(period1), to: dayOf(period2) });
    const count = requests.filter((other) => other.symbol === symbol).length;
    if (fake.fault?.(symbol, response, count) === true) return;
    const data = known.get(symbol);
    if (data === undefined) {
      const error = { code: 'Not Found', description: 'No data found, symbol may be delisted' };
      sendJson(response, { chart: { result: null, error } }, 404);
    } else sendJson(response, chartOf(symbol, data, period1, period2));
  };
  const server = await startServer(answer);
  const fake: FakeYahoo = { ...server, symbols: known, requests, fault: undefined };
  return fake;
}

export function sendJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}

export function chartOf(
  symbol: string,
  { bars, splits = [], dividends = [], timeZone = 'America/New_York', meta }: FakeSymbol,
  period1: number,
  period2: number,
): object {
  const second = ({ day, secondOfDay = 52_200 }: FakeBar) => startOfDayMs(day) / 1000 + secondOfDay;
  const asked = bars.filter((bar) => second(bar) >= period1 && second(bar) < period2);
  const closes = asked.map(({ close }) => close);
  const event = (day: Day) => ({ date: startOfDayMs(day) / 1000 + 52_200 });
  const byDay = <T extends { day: Day }>(events: T[], value: (event: T) => object) =>
    Object.fromEntries(
      events.map((one) => [event(one.day).date, { ...event(one.day), ...value(one) }]),
    );
  const result = {
    meta: { currency: 'USD', symbol, exchangeTimezoneName: timeZone, gmtoffset: -18000, ...meta },
    ...(asked.length > 0 && { timestamp: asked.map(second) }),
    events: {
      splits: byDay(splits, ({ numerator, denominator }) => ({ numerator, denominator })),
      dividends: byDay(dividends, ({ amount }) => ({ amount })),
    },
    indicators:
      asked.length === 0
        ? { quote: [{}] }
        : {
            quote: [
              {
                open: closes,
                high: closes,
                low: closes,
                close: closes,
                volume: asked.map(({ volume }) => (volume === undefined ? 1000 : volume)),
              },
            ],
            adjclose: [
              {
                adjclose: asked.map((bar) =>
                  bar.adjustedClose === undefined ? bar.close : bar.adjustedClose,
                ),
              },
            ],
          },
  };
  return { chart: { result: [result], error: null } };
}
