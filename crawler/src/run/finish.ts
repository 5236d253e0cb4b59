import type { Clock } from '../clock';
import { manifestKey, runId } from '../public/layout';
import {
  readManifest,
  writeManifest,
  type Manifest,
  type SymbolReport,
} from '../manifest/manifest';
import { parseSymbols } from '../config/symbols';
import { readPlan, type PlannedRun } from './plan';
import type { Store } from '../store/store';

interface FinishOptions extends PlannedRun {
  /** Share of symbols that may be missing before the run has failed. */
  readonly failureThreshold: number;
}

/**
 * Puts a run together that several tasks shared: one manifest for all their symbols. Those of a task
 * that left no manifest have failed.
 */
export async function finish(
  { jobName, source, scheduledTime, failureThreshold }: FinishOptions,
  store: Store,
  clock: Clock,
): Promise<Manifest> {
  const now = new Date(clock.now()).toISOString();
  const run = runId(scheduledTime);
  const symbols: [string, SymbolReport][] = [];
  const shards: Manifest[] = [];
  for (const batch of await readPlan(store, { jobName, source, scheduledTime })) {
    const part = { jobName, shard: batch.shard };
    const shard = await readManifest(store, manifestKey(source, run, part));
    if (shard !== undefined) shards.push(shard);
    const lost: SymbolReport = {
      status: 'failed',
      class: 'lost',
      error: `shard ${batch.shard} left no manifest with this symbol`,
    };
    for (const symbol of parseSymbols(batch.symbols)) {
      symbols.push([symbol, shard?.symbols[symbol] ?? lost]);
    }
  }
  const starts = shards.map(({ startedAt }) => startedAt).sort();
  const ends = shards.map(({ finishedAt }) => finishedAt).sort();
  return writeManifest(
    store,
    manifestKey(source, run),
    {
      source,
      scheduledTime,
      startedAt: starts[0] ?? now,
      finishedAt: ends.at(-1) ?? now,
      failureThreshold,
    },
    symbols,
  );
}
