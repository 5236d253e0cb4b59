import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { keepAlive } from './keep-alive';
import { dirname, join } from 'node:path';

/** One day as the vendor knows it; null where it has no such price. */
export interface VendorBar {
  readonly date: string;
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly adjClose: number | null;
  readonly volume: number | null;
}

const timeZone = 'America/New_York';
const weekMs = 7 * 24 * 60 * 60 * 1000;
/**
 * The data sets end in 2010 and 2020. Their dates are moved by whole weeks, so that weekdays stay
 * what they were, and always by the same number, so that the past never changes between two demos.
 */
const indexWeeks = 522;
const companyWeeks = 1044;

let bars: Map<string, VendorBar[]> | undefined;

/** Everything the vendor serves, by symbol, dates ascending. */
export function vendorBars(): ReadonlyMap<string, readonly VendorBar[]> {
  bars ??= new Map([['^GSPC', readIndex()], ...readCompanies()]);
  return bars;
}

/**
 * A vendor on this machine that serves real prices in the format of Yahoo's chart endpoint: the
 * S&P 500 by day, and five companies by month, of which the data set has closes only.
 */
export async function startVendor(): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(keepAlive, (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://vendor');
    const symbol = decodeURIComponent(/^\/v8\/finance\/chart\/([^/]+)$/.exec(pathname)?.[1] ?? '');
    const known = vendorBars().get(symbol);
    response.setHeader('content-type', 'application/json');
    response.statusCode = known === undefined ? 404 : 200;
    response.end(
      JSON.stringify(
        known === undefined
          ? unknownSymbol
          : chartOf(
              symbol,
              known,
              Number(searchParams.get('period1') ?? 0),
              Number(searchParams.get('period2') ?? Infinity),
            ),
      ),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const unknownSymbol = {
  chart: {
    result: null,
    error: { code: 'Not Found', description: 'No data found, symbol may be delisted' },
  },
};

function chartOf(symbol: string, all: readonly VendorBar[], from: number, to: number) {
  const timed = all
    .map((bar) => ({ ...bar, time: openOf(bar.date) }))
    .filter(({ time }) => time >= from && time < to);
  const column = (name: keyof VendorBar) => timed.map((bar) => bar[name]);
  const empty = timed.length === 0;
  return {
    chart: {
      result: [
        {
          meta: {
            currency: 'USD',
            symbol,
            exchangeTimezoneName: timeZone,
            dataGranularity: '1d',
          },
          // Without rows the real one leaves the key out.
          ...(!empty && { timestamp: timed.map(({ time }) => time) }),
          indicators: empty
            ? { quote: [{}] }
            : {
                quote: [
                  {
                    open: column('open'),
                    high: column('high'),
                    low: column('low'),
                    close: column('close'),
                    volume: column('volume'),
                  },
                ],
                adjclose: [{ adjclose: column('adjClose') }],
              },
        },
      ],
      error: null,
    },
  };
}

const hour = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });

/** When the session of a day opens, in seconds since the epoch: half past nine in New York. */
function openOf(date: string): number {
  const inWinter = Date.parse(`${date}T14:30:00Z`);
  return (hour.format(inWinter) === '09' ? inWinter : inWinter - 3_600_000) / 1000;
}

function readIndex(): VendorBar[] {
  return rowsOf('sp500-2000.csv').map(([date = '', ...values]) => {
    const [open = null, high = null, low = null, close = null, adjClose = null, volume = null] =
      values.map(Number);
    return { date: moved(date, indexWeeks), open, high, low, close, adjClose, volume };
  });
}

function readCompanies(): Map<string, VendorBar[]> {
  const companies = new Map<string, VendorBar[]>();
  for (const [symbol = '', month = '', price] of rowsOf('stocks.csv')) {
    const date = moved(new Date(`${month} UTC`).toISOString().slice(0, 10), companyWeeks);
    const close = Number(price);
    const bar = { date, open: null, high: null, low: null, close, adjClose: close, volume: null };
    companies.set(symbol, [...(companies.get(symbol) ?? []), bar]);
  }
  return companies;
}

/** The data sets quote nothing, so their rows can be split at commas. */
function rowsOf(file: string): string[][] {
  const path = join(dirname(require.resolve('vega-datasets')), '..', 'data', file);
  const [, ...lines] = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => line.trim().split(','));
}

function moved(date: string, weeks: number): string {
  return new Date(Date.parse(date) + weeks * weekMs).toISOString().slice(0, 10);
}
