import type { Clock } from '../clock';
import { concurrently } from '../concurrently';
import { CrossSections } from '../stored-data/cross-sections';
import { dayOfMs } from '../day';
import { ConfigError, messageOf, StopError } from '../errors';
import { VendorError } from '../vendor/vendor-error';
import { Histories, type Known } from '../stored-data/histories';
import { planPeriod, type Wanted } from '../bars/period';
import { manifestKey, runId, type Part } from '../public/layout';
import { writeManifest, type Manifest, type SymbolReport } from '../manifest/manifest';
import { Settlement } from '../stored-data/settlement';
import type { Ask, Asking, Fetched, Source } from '../vendor/source';
import type { Store } from '../store/store';
import type { Counted, VendorClient } from '../vendor/vendor-client';

/** Time to write what is held when the run was interrupted: the task is killed soon after. */
const interruptedMs = 5_000;
const looksAtOnce = 8;

export interface CrawlOptions extends Wanted, Part {
  readonly symbols: readonly string[];
  readonly concurrency: number;
  /** Share of symbols that may be missing before the run has failed. */
  readonly failureThreshold: number;
  /** Days before the scheduled time whose cross-sections get every symbol. */
  readonly crossSectionDays: number;
  /** Whether weekly bars are kept, too. */
  readonly weekly: boolean;
}

export interface CrawlDeps {
  readonly source: Source;
  readonly client: VendorClient;
  readonly store: Store;
  readonly clock: Clock;
  /** Ends the run early; aborted with a `StopError`. */
  readonly stop: AbortController;
  /** Is told what became of a symbol; of one that is asked again at the end, more than once. */
  readonly tell: (symbol: string, report: SymbolReport) => void;
}

/**
 * Brings every symbol of the lake up to the scheduled time and records what became of each.
 *
 * @returns the run's manifest, as far as this delivery of it knows
 * @throws ConfigError where the lake cannot be used
 */
export async function crawl(options: CrawlOptions, deps: CrawlDeps): Promise<Manifest> {
  const { symbols, scheduledTime, shard, failureThreshold } = options;
  const { source, store, clock, stop } = deps;
  const startedAt = new Date(clock.now()).toISOString();
  const scheduledDay = dayOfMs(scheduledTime.getTime());
  const key = manifestKey(source.name, runId(scheduledTime), options);
  const sections = new CrossSections(store, source.name, scheduledDay - options.crossSectionDays);
  const histories = new Histories({
    wanted: options,
    source: source.name,
    store,
    sections,
    settlement: new Settlement(store),
    manifest: key,
    weekly: options.weekly,
  });
  const passes = new Passes(options, deps, histories);
  await passes.over(symbols);
  let end = endOf(stop.signal);
  if (end === undefined) {
    // What failed in passing while the vendor was busy often succeeds when all else is done.
    await passes.over(passes.takePassing());
    // A vendor that wants no more of it ends this pass, and not the run.
    end = endOf(stop.signal);
    if (end?.reason === 'vendor') end = undefined;
  }

  const isSettled = await settle(sections, end?.reason === 'interrupted', clock);
  return writeManifest(
    store,
    key,
    {
      source: source.name,
      scheduledTime,
      shard,
      startedAt,
      finishedAt: new Date(clock.now()).toISOString(),
      failureThreshold,
      stopped: end && (end.reason === 'interrupted' ? 'interrupted' : 'failed'),
    },
    symbols.map((symbol) => {
      const { etag, ...report } = passes.reports.get(symbol) ?? skipped(end);
      const broken = sections.failed.get(symbol);
      if (broken !== undefined) return [symbol, { ...report, ...failureOf(broken) }];
      return [symbol, isSettled && etag !== undefined ? { ...report, etag } : report];
    }),
  );
}

/** The work on symbols, and what became of each so far. */
class Passes {
  readonly reports = new Map<string, SymbolReport>();
  readonly #options: CrawlOptions;
  readonly #deps: CrawlDeps;
  readonly #histories: Histories;
  /** However far ahead the scheduled time may lie: a session that goes on is not over. */
  readonly #asOfMs: number;
  #passing: string[] = [];

  constructor(options: CrawlOptions, deps: CrawlDeps, histories: Histories) {
    this.#options = options;
    this.#deps = deps;
    this.#histories = histories;
    this.#asOfMs = Math.min(options.scheduledTime.getTime(), deps.clock.now());
  }

  /** Works on symbols until they are through or the run is stopped. */
  async over(symbols: readonly string[]): Promise<void> {
    const { source, stop } = this.#deps;
    const chunks = chunksOf(symbols, source.symbolsPerCall);
    await concurrently(this.#options.concurrency, chunks, async (chunk) => {
      if (stop.signal.aborted) return;
      try {
        await this.#crawlTogether(chunk);
      } catch (error) {
        if (!(error instanceof StopError)) throw error;
        // Whoever meets the end of the run ends it for all; the first one says why.
        stop.abort(error);
      }
    });
  }

  /** The symbols that failed in passing since it was asked last. */
  takePassing(): string[] {
    const passing = this.#passing;
    this.#passing = [];
    return passing;
  }

  /** Brings some symbols up to date, with one call to the vendor where it allows that. */
  async #crawlTogether(symbols: readonly string[]): Promise<void> {
    const { source, client, clock } = this.#deps;
    const startedMs = clock.now();
    const asking = client.asking(this.#asOfMs);
    const report = (symbol: string, what: SymbolReport): void => {
      this.#report(symbol, { ...what, ...took(asking, clock.now() - startedMs) });
    };
    const asks = new Map<string, Ask>();
    let only: Known | undefined;
    await concurrently(looksAtOnce, symbols, async (symbol) => {
      try {
        const known = await this.#histories.look(symbol);
        // What many symbols have is too much to be held; it is read again when it is needed.
        if (symbols.length === 1) only = known;
        asks.set(symbol, { symbol, ...planPeriod(known.bars, this.#options) });
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        report(symbol, failureOf(error));
      }
    });

    const bring = async (ask: Ask, { bars, servedAs }: Fetched): Promise<void> => {
      asks.delete(ask.symbol);
      try {
        if (bars instanceof VendorError) throw bars;
        const known = only ?? (await this.#histories.look(ask.symbol));
        const what = await this.#histories.bring(ask, bars, known, async (whole) => {
          // The answer that showed the need of it has the symbol's name already.
          const again: Asking = {
            asOfMs: asking.asOfMs,
            get: (path, name) => asking.get(path, `${name}.whole`),
          };
          for await (const fetched of source.fetch([whole], again)) {
            if (fetched.bars instanceof VendorError) throw fetched.bars;
            return fetched.bars;
          }
          return [];
        });
        report(ask.symbol, servedAs === undefined ? what : { ...what, servedAs });
      } catch (error) {
        if (error instanceof ConfigError) throw error;
        if (error instanceof StopError && error.cause === undefined) throw error;
        this.#fail(ask.symbol, error, report);
        if (error instanceof StopError) throw error;
      }
    };
    for (const ask of asks.values()) {
      // Nothing was wanted, such as where FROM is after the scheduled time.
      if (ask.from > ask.to) await bring(ask, { symbol: ask.symbol, bars: [] });
    }
    try {
      for await (const fetched of source.fetch([...asks.values()], asking)) {
        const ask = asks.get(fetched.symbol);
        if (ask !== undefined) await bring(ask, fetched);
      }
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      if (!(error instanceof StopError) || error.cause !== undefined) {
        for (const symbol of asks.keys()) this.#fail(symbol, error, report);
      }
      if (error instanceof StopError) throw error;
    }
  }

  #fail(
    symbol: string,
    error: unknown,
    report: (symbol: string, what: SymbolReport) => void,
  ): void {
    const cause = error instanceof StopError ? error.cause : error;
    if (cause instanceof VendorError && cause.isPassing) this.#passing.push(symbol);
    report(symbol, failureOf(cause));
  }

  #report(symbol: string, report: SymbolReport): void {
    this.reports.set(symbol, report);
    this.#deps.tell(symbol, report);
  }
}

/** Writes the cross-sections that are held; an interrupted run has not all the time for that. */
async function settle(
  sections: CrossSections,
  isInterrupted: boolean,
  clock: Clock,
): Promise<boolean> {
  const written = sections.flush().then(() => true);
  if (!isInterrupted) return written;
  const over = clock.sleep(interruptedMs, new AbortController().signal).then(() => false);
  return Promise.race([written, over]);
}

function endOf(signal: AbortSignal): StopError | undefined {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  return reason instanceof StopError ? reason : undefined;
}

function skipped(end: StopError | undefined): SymbolReport {
  return { status: 'skipped', class: 'stopped', ...(end && { error: end.message }) };
}

function failureOf(error: unknown): SymbolReport {
  const what = error instanceof VendorError ? error.failure : 'store';
  return {
    status: what === 'no-data' ? 'no-data' : 'failed',
    class: what,
    error: messageOf(error),
  };
}

function took({ attempts, httpStatus }: Counted, ms: number): Partial<SymbolReport> {
  return { attempts, ...(httpStatus !== undefined && { httpStatus }), ms: Math.round(ms) };
}

function* chunksOf(symbols: readonly string[], size: number): Generator<readonly string[]> {
  for (let first = 0; first < symbols.length; first += size) {
    yield symbols.slice(first, first + size);
  }
}
