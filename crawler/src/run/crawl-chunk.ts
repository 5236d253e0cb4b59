import type { Bar } from '../bars/bar';
import { planPeriod, type Wanted } from '../bars/period';
import type { Clock } from '../clock';
import { concurrently } from '../concurrently';
import { ConfigError, StopError } from '../errors';
import type { SymbolReport } from '../manifest/manifest';
import type { Histories, Known } from '../stored-data/histories';
import { updateHistory } from '../stored-data/update-history';
import type { Ask, Asking, Fetched, Source } from '../vendor/source';
import type { VendorClient } from '../vendor/vendor-client';
import { VendorError } from '../vendor/vendor-error';
import type { Outcomes } from './outcomes';

const readsAtOnce = 8;

interface ChunkDeps {
  readonly wanted: Wanted;
  /** Sessions that were not over by then are left for the next run. */
  readonly asOfMs: number;
  readonly source: Source;
  readonly client: VendorClient;
  readonly clock: Clock;
  readonly histories: Histories;
  readonly outcomes: Outcomes;
  /** Ends the asking. */
  readonly signal: AbortSignal;
  /** Called whenever the vendor has answered with data. */
  readonly onAnswer?: () => void;
}

/**
 * Brings some symbols up to date, with one call to the vendor where it allows that.
 *
 * @throws StopError where the run is over for the other symbols, too
 * @throws ConfigError where the store cannot be used
 */
export async function crawlChunk(symbols: readonly string[], deps: ChunkDeps): Promise<void> {
  const { wanted, source, client, clock, histories, outcomes } = deps;
  const startedMs = clock.now();
  const asking = client.asking(deps.asOfMs, deps.signal, deps.onAnswer);
  const took = (): Partial<SymbolReport> => {
    const { attempts, httpStatus } = asking;
    const ms = Math.round(clock.now() - startedMs);
    return { attempts, ...(httpStatus !== undefined && { httpStatus }), ms };
  };
  const fail = (failed: Iterable<string>, error: unknown): void => {
    if (error instanceof ConfigError) throw error;
    // A run that is stopped from outside says nothing about the symbols under way.
    const isFailure = !(error instanceof StopError) || error.cause !== undefined;
    if (isFailure) for (const symbol of failed) outcomes.fail(symbol, error, took());
    if (error instanceof StopError) throw error;
  };

  const asks = new Map<string, Ask>();
  let only: Known | undefined;
  await concurrently(readsAtOnce, symbols, async (symbol) => {
    try {
      const known = await histories.read(symbol);
      // What many symbols have is too much to be held; it is read again when it is needed.
      if (symbols.length === 1) only = known;
      asks.set(symbol, { symbol, ...planPeriod(known.bars, wanted, known.again) });
    } catch (error) {
      fail([symbol], error);
    }
  });

  const take = async (ask: Ask, { bars, servedAs }: Fetched): Promise<void> => {
    asks.delete(ask.symbol);
    try {
      if (bars instanceof VendorError) throw bars;
      const known = only ?? (await histories.read(ask.symbol));
      const sent = { ask, bars, fetchWhole: (whole: Ask) => fetchWhole(source, whole, asking) };
      const run = { source: source.name, scheduledTime: wanted.scheduledTime };
      const report = await updateHistory(histories, sent, known, run);
      outcomes.record(ask.symbol, {
        ...report,
        ...(servedAs !== undefined && { servedAs }),
        ...took(),
      });
    } catch (error) {
      fail([ask.symbol], error);
    }
  };
  for (const ask of asks.values()) {
    // Nothing was wanted, such as where FROM is after the scheduled time.
    if (ask.from > ask.to) await take(ask, { symbol: ask.symbol, bars: [] });
  }
  try {
    for await (const fetched of source.fetch([...asks.values()], asking)) {
      const ask = asks.get(fetched.symbol);
      if (ask !== undefined) await take(ask, fetched);
    }
  } catch (error) {
    fail(asks.keys(), error);
  }
}

/** Asks for the whole history of a symbol of which a part was asked for before. */
async function fetchWhole(source: Source, ask: Ask, asking: Asking): Promise<readonly Bar[]> {
  // The answer that showed the need of it has the symbol's name already.
  const again: Asking = {
    asOfMs: asking.asOfMs,
    get: (path, name) => asking.get(path, `${name}.whole`),
  };
  for await (const { bars } of source.fetch([ask], again)) {
    if (bars instanceof VendorError) throw bars;
    return bars;
  }
  return [];
}
