import type { Wanted } from '../bars/period';
import type { Clock } from '../clock';
import { concurrently } from '../concurrently';
import { dayOfMs } from '../day';
import { StopError } from '../errors';
import { writeManifest, type Manifest, type SymbolReport } from '../manifest/manifest';
import { manifestKey, runId, type Part } from '../public/layout';
import type { Store } from '../store/store';
import { CrossSections } from '../stored-data/cross-sections';
import { Histories } from '../stored-data/histories';
import { Settlement } from '../stored-data/settlement';
import { Suspicions } from '../stored-data/suspicions';
import type { Source } from '../vendor/source';
import type { VendorClient } from '../vendor/vendor-client';
import { crawlChunk } from './crawl-chunk';
import { failureOf, Outcomes } from './outcomes';

/** Time to write what is held when the run was interrupted: the task is killed soon after. */
const interruptedMs = 5_000;
/**
 * The second pass goes on in vain for as long as the first one took, and at most this long; but no
 * less than one answer may take, since the first one may have failed in no time.
 */
const longestVainMs = 120_000;

export interface CrawlOptions extends Wanted, Part {
  readonly symbols: readonly string[];
  readonly concurrency: number;
  /** Longest time that one answer may take. */
  readonly requestTimeoutSeconds: number;
  /** Share of symbols that may be missing before the run has failed. */
  readonly failureThreshold: number;
  /** Days before the scheduled time whose cross-sections get every symbol. */
  readonly crossSectionDays: number;
  /** Whether weekly bars are kept, too. */
  readonly weekly: boolean;
  /** Symbols of which an answer is taken however suspect it is. */
  readonly accept: readonly string[];
}

export interface CrawlDeps {
  readonly source: Source;
  readonly client: VendorClient;
  readonly store: Store;
  readonly clock: Clock;
  /** Ends the run early; aborted with a `StopError`. */
  readonly stop: AbortController;
  /** Called with what became of a symbol; for one that is asked again at the end, more than once. */
  readonly onReport: (symbol: string, report: SymbolReport) => void;
}

/**
 * Brings every symbol of the stored data up to the scheduled time and records what became of each.
 *
 * @returns the run's manifest, as far as this delivery of it knows
 * @throws ConfigError where the store cannot be used
 */
export async function crawl(options: CrawlOptions, deps: CrawlDeps): Promise<Manifest> {
  const { symbols, scheduledTime, shard, failureThreshold } = options;
  const { source, client, store, clock, stop } = deps;
  const startedAt = new Date(clock.now()).toISOString();
  const scheduledDay = dayOfMs(scheduledTime.getTime());
  const key = manifestKey(source.name, runId(scheduledTime), options);
  const sections = new CrossSections(store, source.name, scheduledDay - options.crossSectionDays);
  const histories = new Histories({
    scheduledTime,
    source: source.name,
    store,
    sections,
    settlement: new Settlement(store),
    manifest: key,
    weekly: options.weekly,
    splits: source.splits,
    suspicions: new Suspicions({ store, scheduledTime, source, accept: options.accept }),
  });
  const outcomes = new Outcomes(deps.onReport);
  // However far ahead the scheduled time may lie: a session that goes on is not over.
  const asOfMs = Math.min(scheduledTime.getTime(), clock.now());
  const chunkDeps = { wanted: options, asOfMs, source, client, clock, histories, outcomes };
  const pass = (
    some: readonly string[],
    until: AbortController,
    onAnswer?: () => void,
  ): Promise<void> =>
    concurrently(options.concurrency, chunksOf(some, source.symbolsPerCall), async (chunk) => {
      if (until.signal.aborted) return;
      try {
        await crawlChunk(chunk, { ...chunkDeps, signal: until.signal, onAnswer });
      } catch (error) {
        if (!(error instanceof StopError)) throw error;
        // Whoever meets the end of the pass ends it for all; the first one says why.
        until.abort(error);
      }
    });
  const startedMs = clock.now();
  await pass(symbols, stop);
  const isThrough = symbols.every((symbol) => outcomes.of(symbol) !== undefined);
  if (!stop.signal.aborted) {
    // What failed in passing while the vendor was busy often succeeds when all else is done. Whatever
    // ends this pass does not end the run: a vendor that wants no more of it, or the deadline.
    const tookMs = Math.min(longestVainMs, clock.now() - startedMs);
    const limitMs = Math.max(options.requestTimeoutSeconds * 1000, tookMs);
    await inVainFor(limitMs, stop.signal, (until, renew) =>
      pass(outcomes.takePassing(), until, renew),
    );
  }
  const stopped = endOf(stop.signal);
  const end = stopped?.reason === 'deadline' && isThrough ? undefined : stopped;

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
      const { etag, ...report } = outcomes.of(symbol) ?? skipped(end);
      const broken = sections.failed.get(symbol);
      if (broken !== undefined) return [symbol, { ...report, ...failureOf(broken) }];
      return [symbol, isSettled && etag !== undefined ? { ...report, etag } : report];
    }),
  );
}

/**
 * Does something until nothing has come of it for a while, or the run ends.
 *
 * @param work calls `renew` whenever something came of it
 */
async function inVainFor(
  ms: number,
  run: AbortSignal,
  work: (until: AbortController, renew: () => void) => Promise<void>,
): Promise<void> {
  const until = new AbortController();
  const end = (): void => {
    until.abort(run.reason);
  };
  run.addEventListener('abort', end, { once: true });
  const timer = setTimeout(() => {
    until.abort(new StopError('deadline', `nothing came of asking again for ${ms} ms`));
  }, ms);
  try {
    await work(until, () => timer.refresh());
  } finally {
    clearTimeout(timer);
    run.removeEventListener('abort', end);
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

function* chunksOf(symbols: readonly string[], size: number): Generator<readonly string[]> {
  for (let first = 0; first < symbols.length; first += size) {
    yield symbols.slice(first, first + size);
  }
}
