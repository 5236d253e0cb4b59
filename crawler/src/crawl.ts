import PQueue from 'p-queue';
import { hasPrice, mergeBars, sameBars, sameBasis, type Bar } from './bar';
import type { Clock } from './clock';
import { NoDataError, StopError } from './errors';
import type { HttpOptions } from './http';
import { barsKey, crossSectionKey } from './layout';
import { manifestOf, writeManifest, type Manifest, type SymbolReport } from './manifest';
import { decodeBars, decodeCrossSection, encodeBars, encodeCrossSection } from './parquet';
import type { Period, Source } from './source';
import { update, type Store } from './store';

/** Of a symbol seen for the first time; a little more than a year. */
const firstHistoryDays = 400;
/** Sessions that are fetched again each time, to see corrections, splits and dividends. */
const overlapSessions = 10;
/** Symbols that are fetched before they are written together. */
const batchSize = 50;
const dayMs = 86_400_000;

export interface CrawlOptions {
  readonly symbols: readonly string[];
  readonly scheduledTime: Date;
  /** Which part of a run that several tasks share this is. */
  readonly shard?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly concurrency: number;
  /** Share of symbols that may fail before the run has failed. */
  readonly failureThreshold: number;
}

export interface CrawlDeps {
  readonly source: Source;
  readonly store: Store;
  readonly clock: Clock;
  readonly http: HttpOptions;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/**
 * Brings every symbol of the lake up to the scheduled time and records what became of each.
 *
 * @returns the run's manifest, as it was written
 */
export async function crawl(options: CrawlOptions, deps: CrawlDeps): Promise<Manifest> {
  const startedAt = new Date(deps.clock.now()).toISOString();
  const reports = new Map<string, SymbolReport>();
  for (let first = 0; first < options.symbols.length; first += batchSize) {
    const batch = options.symbols.slice(first, first + batchSize);
    await crawlBatch(batch, options, deps, (symbol, report) => {
      reports.set(symbol, report);
      const { source } = deps;
      const fields = { source: source.name, symbol, ...report };
      if (report.status === 'updated' || report.status === 'unchanged') {
        deps.log.info(fields, 'symbol done');
      } else deps.log.warn(fields, 'symbol not done');
    });
  }

  const { symbols, scheduledTime, shard, failureThreshold } = options;
  const all = symbols.map((symbol): [string, SymbolReport] => [
    symbol,
    reports.get(symbol) ?? { status: 'skipped' },
  ]);
  const { signal } = deps.http;
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  const isShort = reason instanceof StopError && all.some(([, { status }]) => status === 'skipped');
  const manifest = manifestOf(
    {
      source: deps.source.name,
      scheduledTime,
      shard,
      startedAt,
      finishedAt: new Date(deps.clock.now()).toISOString(),
      failureThreshold,
      stopped: isShort ? (reason.reason === 'interrupted' ? 'interrupted' : 'failed') : undefined,
    },
    all,
  );
  await writeManifest(deps.store, manifest);
  return manifest;
}

type Report = (symbol: string, report: SymbolReport) => void;

/**
 * Fetches a batch, then writes it: cross-sections first and a symbol's own object last, so that
 * whatever a run that was killed left in the object is in the cross-sections, too.
 */
async function crawlBatch(
  symbols: readonly string[],
  options: CrawlOptions,
  deps: CrawlDeps,
  report: Report,
): Promise<void> {
  const { store, source, http } = deps;
  const fetched = new Map<string, readonly Bar[]>();
  const queue = new PQueue({ concurrency: options.concurrency });
  const each = (work: (symbol: string) => Promise<void>, among: Iterable<string>) =>
    queue.addAll(
      [...among].map((symbol) => async () => {
        try {
          await work(symbol);
        } catch (error) {
          report(symbol, reportOf(error));
        }
      }),
    );

  await each(async (symbol) => {
    http.signal.throwIfAborted();
    fetched.set(symbol, await fetchSymbol(symbol, options, deps));
  }, symbols);

  const byDate = new Map<string, Map<string, Bar>>();
  for (const [symbol, bars] of fetched) {
    for (const bar of bars) {
      const section = byDate.get(bar.date) ?? new Map<string, Bar>();
      byDate.set(bar.date, section.set(symbol, bar));
    }
  }
  const broken = new Map<string, unknown>();
  await queue.addAll(
    [...byDate].map(([date, bars]) => async () => {
      try {
        await updateCrossSection(store, crossSectionKey(source.name, date), bars);
      } catch (error) {
        for (const symbol of bars.keys()) broken.set(symbol, error);
      }
    }),
  );

  await each(async (symbol) => {
    if (broken.has(symbol)) throw broken.get(symbol);
    report(symbol, await writeSymbol(symbol, fetched.get(symbol) ?? [], deps));
  }, fetched.keys());
}

/** The bars that the lake does not have or has otherwise, and those of the overlap. */
async function fetchSymbol(
  symbol: string,
  { scheduledTime, from, to }: CrawlOptions,
  { source, store, http }: CrawlDeps,
): Promise<readonly Bar[]> {
  const object = await store.read(barsKey(source.name, symbol));
  const stored = object === undefined ? [] : await decodeBars(object.bytes);
  const fetch = (period: Period) => source.fetchBars(symbol, period, scheduledTime, http);

  // The exchange's day may be ahead of UTC's; the source itself keeps to the scheduled time.
  const last = to ?? dayOf(scheduledTime.getTime() + dayMs);
  const first = stored.at(-overlapSessions)?.date ?? stored[0]?.date;
  const start = from ?? first ?? dayOf(scheduledTime.getTime() - firstHistoryDays * dayMs);
  if (start > last) return [];
  const bars = (await fetch({ from: start, to: last })).filter(hasPrice);
  if (bars.length === 0 && stored.length === 0) {
    throw new NoDataError('the vendor has no prices in this period');
  }
  const oldest = stored[0]?.date;
  if (oldest === undefined || sameBasis(stored, bars)) return bars;
  return fetch({ from: oldest < start ? oldest : start, to: last });
}

async function updateCrossSection(
  store: Store,
  key: string,
  bars: ReadonlyMap<string, Bar>,
): Promise<void> {
  await update(store, key, async (bytes) => {
    const stored = bytes === undefined ? new Map<string, Bar>() : await decodeCrossSection(bytes);
    const merged = new Map([...stored, ...bars].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    const same =
      stored.size === merged.size && sameBars([...stored.values()], [...merged.values()]);
    return same ? undefined : encodeCrossSection(merged);
  });
}

async function writeSymbol(
  symbol: string,
  bars: readonly Bar[],
  { source, store }: CrawlDeps,
): Promise<SymbolReport> {
  let merged: Bar[] = [];
  const changed = await update(store, barsKey(source.name, symbol), async (bytes) => {
    const stored = bytes === undefined ? [] : await decodeBars(bytes);
    merged = mergeBars(stored, bars);
    return sameBars(stored, merged) ? undefined : encodeBars(merged);
  });
  const first = merged[0]?.date;
  const last = merged.at(-1)?.date;
  return {
    status: changed ? 'updated' : 'unchanged',
    rows: merged.length,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
  };
}

function reportOf(error: unknown): SymbolReport {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StopError) return { status: 'skipped', error: message };
  return { status: error instanceof NoDataError ? 'no-data' : 'failed', error: message };
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
