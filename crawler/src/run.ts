import type { Clock } from './clock';
import { concurrently } from './concurrently';
import { crawlSymbols, type CrawlTools, type Outcome } from './crawl-symbol';
import { EndOfRun, PassingError, SlowDownError, StopError } from './errors';
import { HostGate } from './host-gate';
import type { Http } from './http';
import { LakeWriter } from './lake-writer';
import { manifestKey, runName } from './layout';
import type { Logger } from './log';
import { writeManifest, type Manifest, type SymbolReport, type SymbolStatus } from './manifest';
import type { Source } from './source';
import type { Store } from './store';
import { VendorClient } from './vendor-client';

/** What a run is to do. */
export interface RunOptions {
  readonly sourceName: string;
  readonly symbols: readonly string[];
  /** Identity of the run, in milliseconds since 1970. */
  readonly scheduledMs: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly sourceBaseUrl: string | undefined;
  readonly concurrency: number;
  readonly requestsPerMinute: number | undefined;
  readonly deadlineSeconds: number;
  readonly failureThreshold: number;
}

/** What a run needs from the outside. */
export interface RunDeps {
  readonly source: Source;
  readonly store: Store;
  readonly http: Http;
  readonly clock: Clock;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  readonly log: Logger;
  /** Ends the run early; aborted with an `EndOfRun`. */
  readonly signal: AbortSignal;
}

export const exitCodes = {
  done: 0,
  failed: 1,
  deadline: 1,
  stopped: 1,
  interrupted: 75,
} as const satisfies Record<Manifest['outcome'], number>;

/**
 * Brings the symbols of the lake up to the scheduled time and records what became of each.
 *
 * @throws ConfigError where the lake cannot be used
 */
export async function run(options: RunOptions, deps: RunDeps): Promise<Manifest> {
  const { sourceName, symbols, scheduledMs } = options;
  const { source, store, clock, log } = deps;
  const startedMs = clock.now();
  const name = runName(scheduledMs);
  // Tells a lake that cannot be used before any vendor is asked.
  await store.read(manifestKey(sourceName, name));
  log.info({ run: name, source: sourceName, symbols: symbols.length }, 'run started');

  const end = new AbortController();
  const onSignal = (): void => {
    end.abort(deps.signal.reason);
  };
  if (deps.signal.aborted) onSignal();
  deps.signal.addEventListener('abort', onSignal, { once: true });
  const cancelDeadline = clock.after(options.deadlineSeconds * 1000, () => {
    end.abort(new EndOfRun('deadline', `${options.deadlineSeconds} s are over`));
  });
  const client = new VendorClient({
    http: deps.http,
    gate: new HostGate(clock, options.requestsPerMinute ?? source.requestsPerMinute),
    clock,
    random: deps.random,
    headers: source.headers,
  });
  const baseUrl = options.sourceBaseUrl ?? source.baseUrl;
  const tools: CrawlTools = {
    sourceName,
    source,
    context: { client, baseUrl, scheduledMs, signal: end.signal },
    store,
    writer: new LakeWriter(store, sourceName, () => clock.now()),
    wanted: options,
  };

  let ended: EndOfRun | undefined;
  const reports = new Map<string, SymbolReport>();
  try {
    await crawlAll(options, tools, log, reports);
  } catch (error) {
    ended = endOf(error);
    log.warn({ run: name, why: ended.why, reason: ended.message }, 'run ends early');
    end.abort(ended);
    await tools.writer.flush();
  } finally {
    cancelDeadline();
    deps.signal.removeEventListener('abort', onSignal);
  }

  const manifest = manifestOf(options, reports, ended, {
    startedMs,
    finishedMs: clock.now(),
    traffic: client.traffic,
  });
  await writeManifest(store, manifest);
  return manifest;
}

async function crawlAll(
  { symbols, concurrency }: RunOptions,
  tools: CrawlTools,
  log: Logger,
  reports: Map<string, SymbolReport>,
): Promise<void> {
  let passing: string[] = [];
  const settle = (symbol: string, { report, error }: Outcome): void => {
    reports.set(symbol, report);
    const isGood = report.status === 'updated' || report.status === 'unchanged';
    log[isGood ? 'info' : 'warn']({ symbol, ...report }, 'symbol settled');
    if (error instanceof PassingError || error instanceof SlowDownError) passing.push(symbol);
  };
  const pass = async (among: readonly string[]): Promise<void> => {
    await concurrently(batches(among, tools.source.symbolsPerCall), concurrency, (batch) =>
      crawlSymbols(batch, tools, settle),
    );
    await tools.writer.flush();
  };
  await pass(symbols);
  // What failed in passing while the vendor was busy often succeeds when all else is done.
  const again = passing;
  passing = [];
  if (again.length > 0) await pass(again);
}

function* batches(symbols: readonly string[], size: number): Generator<readonly string[]> {
  for (let first = 0; first < symbols.length; first += size) {
    yield symbols.slice(first, first + size);
  }
}

/** @throws what is no end of a run, but a fault */
function endOf(error: unknown): EndOfRun {
  if (error instanceof EndOfRun) return error;
  if (error instanceof StopError) return new EndOfRun('stopped', error.message);
  throw error;
}

function manifestOf(
  { sourceName, symbols, scheduledMs, failureThreshold }: RunOptions,
  reports: ReadonlyMap<string, SymbolReport>,
  ended: EndOfRun | undefined,
  facts: { startedMs: number; finishedMs: number; traffic: Manifest['traffic'] },
): Manifest {
  const counts: Record<SymbolStatus, number> = {
    updated: 0,
    unchanged: 0,
    no_data: 0,
    failed: 0,
    skipped: 0,
  };
  const all = symbols.map((symbol): [string, SymbolReport] => [
    symbol,
    reports.get(symbol) ?? { status: 'skipped' },
  ]);
  for (const [, { status }] of all) counts[status]++;
  const tooManyFailed = (counts.failed + counts.skipped) / symbols.length > failureThreshold;
  // One symbol without data is an answer; nothing but such answers is a list gone wrong.
  const nothingFound = counts.no_data === symbols.length;
  const outcome = ended?.why ?? (tooManyFailed || nothingFound ? 'failed' : 'done');
  return {
    version: 1,
    run: runName(scheduledMs),
    source: sourceName,
    scheduledTime: new Date(scheduledMs).toISOString(),
    startedAt: new Date(facts.startedMs).toISOString(),
    finishedAt: new Date(facts.finishedMs).toISOString(),
    outcome,
    exitCode: exitCodes[outcome],
    counts,
    traffic: facts.traffic,
    symbols: Object.fromEntries(all),
  };
}
