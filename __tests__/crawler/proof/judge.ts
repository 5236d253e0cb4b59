import type { Ended } from './crawler';
import { readData, readManifest, rowDifference, runOf, sectionDifference } from './stored-data';
import type { Objects } from './stored-data';
import { faultsIn } from './stored-faults';
import type { Market } from './market';
import { referenceRows } from './reference';
import type { Vendor } from './vendors/vendor';

/** A run of the crawler as it was asked for. */
export interface Run {
  readonly vendor: Vendor;
  readonly market: Market;
  readonly symbols: readonly string[];
  /** `SCHEDULED_TIME`. */
  readonly scheduled: string;
  /** The time at the vendor, at or after the scheduled one. */
  readonly now: number;
  readonly from: string;
  /** `FAILURE_THRESHOLD`. */
  readonly threshold: number;
}

export interface Verdict {
  /** What the crawler did and must not have done. */
  readonly problems: string[];
  /** Symbols that the manifest says are missing, by status. */
  readonly missing: ReadonlyMap<string, string>;
}

/**
 * Whether the run kept its promise: every symbol is stored exactly as it was served, or is
 * named as missing and as it was before; a check of the data finds nothing; and the exit code says
 * whether too many are missing.
 */
export async function judge(
  run: Run,
  { exitCode }: Ended,
  before: Objects,
  after: Objects,
): Promise<Verdict> {
  const { vendor, symbols, threshold } = run;
  const problems: string[] = [];
  const missing = new Map<string, string>();
  const manifest = readManifest(after, vendor.name, runOf(run.scheduled));
  if (manifest === undefined) return { problems: [`no manifest, exit code ${exitCode}`], missing };

  const named = Object.keys(manifest.symbols).sort().join();
  if (named !== [...symbols].sort().join()) problems.push(`the manifest names ${named}`);
  const [was, is] = [await readData(before, vendor.name), await readData(after, vendor.name)];
  for (const symbol of new Set([...symbols, ...was.bars.keys(), ...is.bars.keys()])) {
    const status = manifest.symbols[symbol]?.status;
    const good = status === 'updated' || status === 'unchanged';
    // What is suspect is there as it was, and counts as present.
    if (!good && status !== undefined && status !== 'suspect') missing.set(symbol, status);
    const expected = good
      ? referenceRows(vendor, run.market, symbol, run.now, Date.parse(run.scheduled), run.from)
      : (was.bars.get(symbol) ?? []);
    const name = `${symbol} (${status ?? 'not asked for'})`;
    problems.push(...rowDifference(name, is.bars.get(symbol) ?? [], expected));
    if (good) problems.push(...sectionDifference(is, symbol));
  }

  problems.push(...(await faultsIn(after, vendor, run.market)));
  const tooMany =
    [...missing.values()].includes('skipped') || missing.size > threshold * symbols.length;
  if (exitCode !== (tooMany ? 1 : 0)) {
    problems.push(`exit code ${exitCode} with ${missing.size} of ${symbols.length} missing`);
  }
  return { problems, missing };
}

/** The parquet files that differ between two states of the data. */
export function changedData(before: Objects, after: Objects): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => {
    const [a, b] = [before.get(key), after.get(key)];
    const same = a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;
    return key.endsWith('.parquet') && !same;
  });
}
