import { isDeepStrictEqual } from 'node:util';
import { formatDay, type Day } from './calendar-day';
import type { FailureKind } from './errors';
import type { Extent } from './history';
import { manifestKey } from './layout';
import { updateObject, type Store } from './store';
import type { Traffic } from './vendor-client';

/**
 * What became of a symbol. `updated` and `unchanged`: the lake is as the vendor says. `no_data`: the
 * vendor has nothing. `failed`: see the error. `skipped`: the run ended first. The last three keep
 * the rows that were there.
 */
export type SymbolStatus = 'updated' | 'unchanged' | 'no_data' | 'failed' | 'skipped';

/** One symbol in a manifest. */
export interface SymbolReport {
  readonly status: SymbolStatus;
  /** Rows in the lake, and the first and last day of them; left out where that was not looked at. */
  readonly rows?: number;
  readonly first?: string;
  readonly last?: string;
  /** The name that the vendor answered with, where it is another one: the symbol was renamed. */
  readonly servedAs?: string;
  readonly error?: { readonly kind: FailureKind | 'unknown'; readonly message: string };
  /** Why there is no data, in the vendor's words. */
  readonly reason?: string;
}

export interface Manifest {
  readonly version: 1;
  readonly run: string;
  readonly source: string;
  readonly scheduledTime: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'done' | 'failed' | 'deadline' | 'interrupted' | 'stopped';
  readonly exitCode: number;
  readonly counts: Readonly<Record<SymbolStatus, number>>;
  readonly traffic: Traffic;
  readonly symbols: Readonly<Record<string, SymbolReport>>;
}

/** The part of a report that tells what the lake has. */
export function extentReport({ rows, first, last }: Extent): Pick<SymbolReport, 'rows'> {
  const day = (name: string, value: Day | undefined) =>
    value === undefined ? {} : { [name]: formatDay(value) };
  return { rows, ...day('first', first), ...day('last', last) };
}

/**
 * Writes the record of a run. A second delivery of the run that found everything in place leaves
 * the first one's record, which tells more; a run that was interrupted never hides a whole one.
 */
export async function writeManifest(store: Store, manifest: Manifest): Promise<void> {
  await updateObject(store, manifestKey(manifest.source, manifest.run), (stored) => {
    const before = stored && parseManifest(stored.bytes);
    if (before !== undefined) {
      const hides = manifest.outcome === 'interrupted' && before.outcome !== 'interrupted';
      if (hides || isDeepStrictEqual(findings(before), findings(manifest))) {
        return Promise.resolve(undefined);
      }
    }
    return Promise.resolve(new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`));
  });
}

/** What two deliveries of one run have in common when the second one changed nothing. */
function findings({ outcome, symbols }: Manifest): unknown {
  const found = Object.entries(symbols).map(([symbol, { status, rows, first, last, servedAs }]) => {
    const same = status === 'unchanged' ? 'updated' : status;
    return [symbol, { status: same, rows, first, last, servedAs }];
  });
  return { outcome, symbols: Object.fromEntries(found) as object };
}

function parseManifest(bytes: Uint8Array): Manifest | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const isManifest =
      typeof parsed === 'object' && parsed !== null && 'version' in parsed && 'symbols' in parsed;
    // Written by us; anything else is replaced.
    return isManifest ? (parsed as Manifest) : undefined;
  } catch {
    return undefined;
  }
}
