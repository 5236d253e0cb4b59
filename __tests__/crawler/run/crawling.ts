import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../crawler/src/clock';
import { crawl, type CrawlDeps, type CrawlOptions } from '../../../crawler/src/run/crawl';
import { createHttp } from '../../../crawler/src/vendor/http';
import { dayOfText, textOfDay } from '../../../crawler/src/day';
import { barsKey, crossSectionKey } from '../../../crawler/src/public/layout';
import type { Manifest } from '../../../crawler/src/manifest/manifest';
import { Pacer } from '../../../crawler/src/vendor/pacer';
import { decodeBars, decodeCrossSection } from '../../../crawler/src/bars/parquet';
import { Quota } from '../../../crawler/src/vendor/quota';
import { yahoo } from '../../../crawler/src/sources/yahoo';
import { fileStore } from '../../../crawler/src/store/file-store';
import { VendorClient, type VendorClientOptions } from '../../../crawler/src/vendor/vendor-client';
import { startYahoo, weekdays, type YahooServer } from './yahoo-server';

export const friday = new Date('2026-11-20T23:00:00Z');
export const nextFriday = new Date('2026-11-27T23:00:00Z');

export let server: YahooServer;
export let data: string;

/** A vendor with one symbol, and an empty folder for what is crawled. */
export async function startCrawling(): Promise<void> {
  server = await startYahoo();
  data = mkdtempSync(join(tmpdir(), 'fargate-cron-data-'));
  server.rows.set('AAPL', weekdays('2024-01-02', '2026-11-30'));
}

export async function endCrawling(): Promise<void> {
  await server.close();
  rmSync(data, { recursive: true });
}

/** Time that passes only while somebody sleeps, so that backoff and pacing take none. */
export function fastClock(): Clock & { slept: number[] } {
  let now = Date.parse('2026-11-30T12:00:00Z');
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
      // Others have their turn meanwhile, and may end the run.
      await Promise.resolve();
      signal.throwIfAborted();
    },
    random: () => 0.5,
  };
}

export function run(
  options: Partial<CrawlOptions> = {},
  {
    clock = fastClock(),
    stop = new AbortController(),
    store = fileStore(data),
    perMinute = 600,
    backoffMs = 500,
    keep,
  }: Partial<
    Pick<CrawlDeps, 'clock' | 'stop' | 'store'> &
      Pick<VendorClientOptions, 'backoffMs' | 'keep'> & { perMinute: number }
  > = {},
): Promise<Manifest> {
  return crawl(
    {
      symbols: ['AAPL'],
      scheduledTime: friday,
      concurrency: 4,
      requestTimeoutSeconds: 30,
      failureThreshold: 0.1,
      crossSectionDays: 30,
      weekly: false,
      accept: [],
      ...options,
    },
    {
      source: yahoo,
      client: new VendorClient({
        source: yahoo,
        origin: server.url,
        headers: {},
        secrets: [],
        http: createHttp(30_000),
        pacer: new Pacer(perMinute, clock),
        quota: new Quota(store, 'yahoo', {}, clock, Infinity),
        clock,
        backoffMs,
        keep,
      }),
      store,
      clock,
      stop,
      onReport: () => undefined,
    },
  );
}

export function read(key: string): Buffer {
  return readFileSync(join(data, key));
}

export async function barsOf(symbol = 'AAPL') {
  return (await decodeBars(read(barsKey('yahoo', symbol)))).bars;
}

export async function sectionOf(date: string) {
  return (await decodeCrossSection(read(crossSectionKey('yahoo', dayOfText(date))))).get('AAPL');
}

export async function dates(symbol = 'AAPL'): Promise<string[]> {
  return (await barsOf(symbol)).map(({ day }) => textOfDay(day));
}
