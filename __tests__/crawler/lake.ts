import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import pino from 'pino';
import type { StoredBar } from '../../crawler/src/bar';
import { parseDay, type Day } from '../../crawler/src/calendar-day';
import { createHttp } from '../../crawler/src/http';
import { barsKey } from '../../crawler/src/layout';
import type { Manifest } from '../../crawler/src/manifest';
import { decodeBars, decodeCrossSection } from '../../crawler/src/parquet';
import { run, type RunDeps, type RunOptions } from '../../crawler/src/run';
import { yahoo } from '../../crawler/src/sources/yahoo';
import { openFileStore } from '../../crawler/src/stores/file-store';
import type { FakeBar } from './fake-yahoo';
import { fastClock } from './fast-clock';

export function newLake(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'lake-'));
}

export function day(text: string): Day {
  const parsed = parseDay(text);
  if (parsed === undefined) throw new Error(`${text} is no day`);
  return parsed;
}

/** A bar for every weekday, with closes that differ. */
export function weekdays(from: string, to: string, factor = 1): FakeBar[] {
  const bars: FakeBar[] = [];
  for (let at = day(from); at <= day(to); at++) {
    // Day 0 was a Thursday.
    const isWeekend = (at + 4) % 7 === 0 || (at + 4) % 7 === 6;
    if (!isWeekend) bars.push({ day: at, close: (100 + (at % 97)) * factor });
  }
  return bars;
}

export interface Crawl extends Partial<Omit<RunOptions, 'from' | 'to'>>, Partial<RunDeps> {
  readonly lake: string;
  readonly url: string;
  readonly symbols: string[];
  /** @default '2024-06-07T22:00:00Z' */
  readonly at?: string;
  readonly from?: string;
  readonly to?: string;
  /** How many times as fast as the real clock. @default 20 */
  readonly speed?: number;
}

/** Runs the crawler in this process, on a fast clock, without its log. */
export async function crawl(options: Crawl): Promise<Manifest> {
  const {
    lake,
    url,
    symbols,
    at = '2024-06-07T22:00:00Z',
    from,
    to,
    speed = 20,
    ...rest
  } = options;
  const clock = rest.clock ?? fastClock(speed);
  const http = createHttp(clock, rest.concurrency ?? 4);
  const store = await openFileStore(lake);
  try {
    return await run(
      {
        sourceName: 'yahoo',
        symbols,
        scheduledMs: Date.parse(at),
        from: from === undefined ? undefined : day(from),
        to: to === undefined ? undefined : day(to),
        sourceBaseUrl: url,
        concurrency: 4,
        requestsPerMinute: 60_000,
        deadlineSeconds: 3600,
        failureThreshold: 0,
        ...rest,
      },
      {
        source: yahoo,
        store,
        http,
        clock,
        random: Math.random,
        log: pino({ level: 'silent' }),
        signal: new AbortController().signal,
        ...rest,
      },
    );
  } finally {
    await http.close();
    await store.close();
  }
}

export async function readBars(
  lake: string,
  symbol: string,
  source = 'yahoo',
): Promise<StoredBar[]> {
  return decodeBars(await readFile(join(lake, barsKey(source, symbol))));
}

/** Every file's path and when it was last written. */
export async function listFiles(lake: string): Promise<Map<string, number>> {
  const entries = await readdir(lake, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const pairs = files.map(async (entry): Promise<[string, number]> => {
    const path = join(entry.parentPath, entry.name);
    return [relative(lake, path), (await stat(path)).mtimeMs];
  });
  return new Map(await Promise.all(pairs));
}

/** The rows of all cross-sections, by symbol, in the order of their days. */
export async function readCrossSections(lake: string): Promise<Map<string, StoredBar[]>> {
  const bySymbol = new Map<string, StoredBar[]>();
  for (const path of [...(await listFiles(lake)).keys()].sort()) {
    if (!path.startsWith('bars_by_date/')) continue;
    for (const [symbol, bar] of await decodeCrossSection(await readFile(join(lake, path)))) {
      bySymbol.set(symbol, [...(bySymbol.get(symbol) ?? []), bar]);
    }
  }
  return bySymbol;
}
