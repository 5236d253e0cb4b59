import type { Pending } from '../bars/tidy';
import type { Doubt } from '../bars/doubts/doubt';
import type { Failure } from '../vendor/vendor-error';
import { runId } from '../public/layout';
import { update, type Store } from '../store/store';

/** What became of one symbol in a run. */
export interface SymbolReport {
  /**
   * `updated` and `unchanged` are good; the stored data is as the vendor says. `no-data`: the vendor knows
   * no prices. `failed`: see `error`. `skipped`: the run ended before. `suspect`: what the vendor says
   * is worse than what is known; see `doubts`. All four keep what was there.
   */
  readonly status: 'updated' | 'unchanged' | 'no-data' | 'failed' | 'skipped' | 'suspect';
  /** Rows of the symbol in the stored data, and the first and last date of them. */
  readonly rows?: number;
  readonly first?: string;
  readonly last?: string;
  /** Rows that this run added or changed. */
  readonly changed?: number;
  /** Tag of the symbol's object; there once the cross-sections have all of its rows. */
  readonly etag?: string;
  /** The vendor had rewritten its past, so the whole history was fetched again. */
  readonly restated?: boolean;
  /** Dividends and splits that no session with prices has followed yet; the next run asks again. */
  readonly pending?: readonly Pending[];
  /** In what the vendor's answer is worse than what is known. */
  readonly doubts?: readonly Doubt[];
  /** Runs that had the same suspect answer, this one included. */
  readonly seen?: number;
  /** Why an answer was taken in spite of its doubts: `ACCEPT` names the symbol, or enough runs had it. */
  readonly accepted?: 'asked' | 'repeated';
  /** The name the vendor knows it by, where that is another one. */
  readonly servedAs?: string;
  /** What kind of failure it was, and the vendor's own words. */
  readonly class?: Failure | 'store' | 'stopped' | 'lost';
  readonly error?: string;
  /** Requests that it took, the status of the last answer, and the time. */
  readonly attempts?: number;
  readonly httpStatus?: number;
  readonly ms?: number;
}

/** The record of a run, written last: what it names is stored by then. */
export interface Manifest {
  readonly version: 1;
  readonly run: string;
  /** Of a run that several tasks share: which part of it this is. */
  readonly shard?: string;
  readonly source: string;
  readonly scheduledTime: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'done' | 'failed' | 'interrupted';
  readonly counts: Readonly<Record<SymbolReport['status'], number>>;
  readonly symbols: Readonly<Record<string, SymbolReport>>;
}

/** What is known of a run when it is over. */
interface RunFacts {
  readonly source: string;
  readonly scheduledTime: Date;
  readonly shard?: string | undefined;
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Share of the symbols that may be missing. */
  readonly failureThreshold: number;
  /** Why the run ended before it was through, if it did. */
  readonly stopped?: 'interrupted' | 'failed' | undefined;
}

/** Sums up what became of each symbol. */
export function manifestOf(
  facts: RunFacts,
  symbols: readonly (readonly [string, SymbolReport])[],
): Manifest {
  const counts = { updated: 0, unchanged: 0, 'no-data': 0, failed: 0, skipped: 0, suspect: 0 };
  for (const [, { status }] of symbols) counts[status] += 1;
  const missing = counts['no-data'] + counts.failed + counts.skipped;
  const tooMany = missing > facts.failureThreshold * symbols.length;
  return {
    version: 1,
    run: runId(facts.scheduledTime),
    ...(facts.shard !== undefined && { shard: facts.shard }),
    source: facts.source,
    scheduledTime: facts.scheduledTime.toISOString(),
    startedAt: facts.startedAt,
    finishedAt: facts.finishedAt,
    outcome: facts.stopped ?? (tooMany ? 'failed' : 'done'),
    counts,
    symbols: Object.fromEntries(symbols),
  };
}

/**
 * Writes the manifest of a delivery of a run. What an earlier one got it keeps; one that changed
 * nothing leaves the manifest alone.
 *
 * @returns what this delivery saw itself
 */
export async function writeManifest(
  store: Store,
  key: string,
  facts: RunFacts,
  symbols: readonly (readonly [string, SymbolReport])[],
): Promise<Manifest> {
  const seen = manifestOf(facts, symbols);
  await update(store, key, (stored) => {
    const before = stored && parseManifest(stored.bytes);
    const manifest = before === undefined ? seen : joined(before, facts, symbols);
    // What cannot be read says nothing; it is replaced.
    const same =
      before !== undefined && seen.counts.updated === 0 && rowsIn(before) === rowsIn(manifest);
    return Promise.resolve(
      same ? undefined : Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    );
  });
  return seen;
}

/** What two deliveries of a run came to: of each symbol, what the later one could not see is kept. */
function joined(
  before: Manifest,
  facts: RunFacts,
  symbols: readonly (readonly [string, SymbolReport])[],
): Manifest {
  const both = symbols.map(([symbol, report]): [string, SymbolReport] => {
    const earlier = before.symbols[symbol];
    const isKept = earlier !== undefined && outweighs(earlier, report);
    return [symbol, isKept ? earlier : report];
  });
  const isWhole = both.every(([, { status }]) => status !== 'skipped');
  const isKept = both.some(([, report], index) => report !== symbols[index]?.[1]);
  return manifestOf({ ...facts, stopped: isKept && isWhole ? undefined : facts.stopped }, both);
}

function outweighs(earlier: SymbolReport, report: SymbolReport): boolean {
  if (report.status === 'skipped') return true;
  // What was written and then failed half-way is another state than the earlier one.
  const isNothing = report.status === 'failed' || report.status === 'suspect';
  return isNothing && report.changed === undefined && isGood(earlier);
}

function isGood({ status }: SymbolReport): boolean {
  return status === 'updated' || status === 'unchanged';
}

/** What a manifest says that does not depend on when and how it came about. */
function rowsIn({ outcome, symbols }: Manifest): string {
  return JSON.stringify([
    outcome,
    Object.entries(symbols).map(([symbol, { rows, first, last, pending, etag, error }]) => [
      symbol,
      rows,
      first,
      last,
      pending,
      etag,
      error,
    ]),
  ]);
}

/** @returns nothing when there is none, or none that can be read */
export async function readManifest(store: Store, key: string): Promise<Manifest | undefined> {
  const object = await store.read(key);
  return object === undefined ? undefined : parseManifest(object.bytes);
}

export function parseManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    const manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
    return typeof manifest.symbols === 'object' ? manifest : undefined;
  } catch {
    return undefined;
  }
}
