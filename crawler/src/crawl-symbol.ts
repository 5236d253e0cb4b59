import type { StoredBar } from './bar';
import { ConfigError, CrawlError, EndOfRun, messageOf, StopError } from './errors';
import {
  changedDays,
  extentOf,
  mergeBars,
  planPeriod,
  replaceBars,
  sameBasis,
  tidy,
  type Wanted,
} from './history';
import type { LakeWriter } from './lake-writer';
import { barsKey } from './layout';
import { extentReport, type SymbolReport } from './manifest';
import { decodeBars } from './parquet';
import type { Ask, Found, Source, SourceContext } from './source';
import type { Store } from './store';

/** What crawling symbols takes. */
export interface CrawlTools {
  readonly sourceName: string;
  readonly source: Source;
  readonly context: SourceContext;
  readonly store: Store;
  readonly writer: LakeWriter;
  readonly wanted: Wanted;
}

/** A report, and whether asking once more at the end of the run may change it. */
export interface Outcome {
  readonly report: SymbolReport;
  readonly error?: unknown;
}

interface Known extends Ask {
  readonly stored: readonly StoredBar[];
  readonly readEtag: string | undefined;
}

/**
 * Brings some symbols up to date with one call to the source.
 *
 * @param settle is told what became of each, some only when they are written, with others
 * @throws EndOfRun, ConfigError or StopError where the run cannot go on
 */
export async function crawlSymbols(
  symbols: readonly string[],
  tools: CrawlTools,
  settle: (symbol: string, outcome: Outcome) => void,
): Promise<void> {
  const asks: Known[] = [];
  for (const symbol of symbols) {
    try {
      asks.push(await look(symbol, tools));
    } catch (error) {
      settle(symbol, failure(error));
    }
  }
  const found = await fetchAll(asks, tools);
  for (const ask of asks) {
    const known = ask.stored.length === 0 ? {} : extentReport(extentOf(ask.stored));
    try {
      await settleFound(ask, found(ask.symbol), tools, settle);
    } catch (error) {
      const { report } = failure(error);
      settle(ask.symbol, { report: { ...report, ...known }, error });
    }
  }
}

async function look(symbol: string, { sourceName, store, wanted }: CrawlTools): Promise<Known> {
  const object = await store.read(barsKey(sourceName, symbol));
  const stored = object === undefined ? [] : await decodeBars(object.bytes);
  return { symbol, stored, readEtag: object?.etag, ...planPeriod(stored, wanted) };
}

/** Fetches; what fails for all together fails for each. */
async function fetchAll(
  asks: readonly Known[],
  { source, context }: CrawlTools,
): Promise<(symbol: string) => Found> {
  try {
    const found = await source.fetch(asks, context);
    return (symbol) => found.get(symbol) ?? { kind: 'no_data', reason: 'not in the answer' };
  } catch (error) {
    if (!(error instanceof CrawlError) || error instanceof StopError) throw error;
    return () => ({ kind: 'failed', error });
  }
}

async function settleFound(
  ask: Known,
  found: Found,
  tools: CrawlTools,
  settle: (symbol: string, outcome: Outcome) => void,
): Promise<void> {
  const { symbol, stored, readEtag } = ask;
  const { writer } = tools;
  if (found.kind === 'failed') throw found.error;
  if (found.kind === 'no_data') {
    const { reason } = found;
    const report = { status: 'no_data', reason, ...extentReport(extentOf(stored)) } as const;
    settle(symbol, { report });
    return;
  }
  const remake = await arrange(ask, found, tools);
  const bars = remake(stored);
  const changes = changedDays(stored, bars);
  const served = found.servedAs === undefined ? {} : { servedAs: found.servedAs };
  if (changes.size === 0) {
    const status = bars.length === 0 ? 'no_data' : 'unchanged';
    settle(symbol, { report: { status, ...extentReport(extentOf(bars)), ...served } });
    return;
  }
  await writer.add({ symbol, readEtag, bars, changes, remake }, (written) => {
    settle(
      symbol,
      'error' in written
        ? failure(written.error)
        : { report: { status: 'updated', ...extentReport(written), ...served } },
    );
  });
}

/** How the symbol's history comes from the stored one; fetches it whole where it was restated. */
async function arrange(
  ask: Known,
  found: Extract<Found, { kind: 'bars' }>,
  { source, context, wanted }: CrawlTools,
): Promise<(stored: readonly StoredBar[]) => StoredBar[]> {
  const { symbol, stored } = ask;
  const fetched = tidy(found.bars, ask);
  const oldest = stored[0]?.day;
  if (oldest === undefined || sameBasis(stored, fetched)) {
    return (current) => mergeBars(current, fetched, wanted.scheduledMs);
  }
  const whole = {
    symbol,
    from: Math.min(oldest, ask.from),
    to: planPeriod([], { ...wanted, to: undefined }).to,
  };
  const again = (await source.fetch([whole], context)).get(symbol);
  if (again?.kind === 'failed') throw again.error;
  if (again?.kind !== 'bars') {
    throw new CrawlError(
      'incomplete_history',
      'prices were restated, but the whole history is not to be had',
    );
  }
  const history = tidy(again.bars, whole);
  return (current) => replaceBars(current, history, whole, wanted.scheduledMs);
}

/** @throws what ends the run */
function failure(error: unknown): Outcome {
  if (error instanceof EndOfRun || error instanceof ConfigError || error instanceof StopError) {
    throw error;
  }
  const kind = error instanceof CrawlError ? error.kind : 'unknown';
  return { report: { status: 'failed', error: { kind, message: messageOf(error) } }, error };
}
