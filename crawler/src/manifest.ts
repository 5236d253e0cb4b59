import { manifestKey } from './layout';
import { update, type Store } from './store';

/** What became of one symbol in a run. */
export interface SymbolReport {
  /**
   * `updated` and `unchanged` are good; the lake is as the vendor says. `no-data`: the vendor knows
   * no prices. `failed`: see `error`. `skipped`: the run ended before. All three keep what was there.
   */
  readonly status: 'updated' | 'unchanged' | 'no-data' | 'failed' | 'skipped';
  /** Rows of the symbol in the lake, and the first and last date of them. */
  readonly rows?: number;
  readonly first?: string;
  readonly last?: string;
  readonly error?: string;
}

/** The record of a run, written last: what it names is in the lake. */
export interface Manifest {
  readonly version: 1;
  readonly run: string;
  readonly source: string;
  readonly scheduledTime: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'done' | 'failed' | 'interrupted';
  readonly counts: Readonly<Record<SymbolReport['status'], number>>;
  readonly symbols: Readonly<Record<string, SymbolReport>>;
}

/** Writes a run's manifest. A later delivery of the same run that changed nothing leaves it alone. */
export async function writeManifest(store: Store, manifest: Manifest): Promise<void> {
  await update(store, manifestKey(manifest.source, manifest.run), (bytes) => {
    const same = bytes !== undefined && manifest.counts.updated === 0 && saysSame(bytes, manifest);
    return Promise.resolve(
      same ? undefined : Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`),
    );
  });
}

function saysSame(bytes: Uint8Array, manifest: Manifest): boolean {
  try {
    const before = JSON.parse(Buffer.from(bytes).toString('utf8')) as Manifest;
    const rows = ({ symbols }: Manifest): string =>
      JSON.stringify(
        Object.entries(symbols).map(([symbol, { rows, first, last, error }]) => [
          symbol,
          rows,
          first,
          last,
          error,
        ]),
      );
    return before.outcome === manifest.outcome && rows(before) === rows(manifest);
  } catch {
    // What cannot be read says nothing; it is replaced.
    return false;
  }
}
