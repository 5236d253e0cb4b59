import { textOfDay, type Day } from '../day';

// Only this folder is imported by code outside the crawler, so that a path shows what others rely on.

/** The keys of the stored data. They are read by others and never change. */

export function barsKey(source: string, symbol: string, interval: '1d' | '1wk' = '1d'): string {
  return `bars/v1/interval=${interval}/source=${source}/${symbolPart(symbol)}/data.parquet`;
}

/**
 * Symbols stand in the key as they are, since `config.ts` lets nothing through that a path could not
 * hold, but for one character: readers take `=` for the end of a partition's name.
 */
function symbolPart(symbol: string): string {
  return `symbol=${symbol.replaceAll('=', '%3D')}`;
}

export function crossSectionKey(source: string, day: Day): string {
  return `bars_by_date/v1/interval=1d/source=${source}/dt=${textOfDay(day)}/data.parquet`;
}

/** @param name of an answer: the symbol, where it is about one */
export function rawKey(source: string, scheduledTime: Date, name: string): string {
  const date = scheduledTime.toISOString().slice(0, 10);
  return `raw/source=${source}/dt=${date}/run=${runId(scheduledTime)}/${name}.json.gz`;
}

/** Which part of a run a task does: of a job's, for two jobs of one source may run at one time. */
export interface Part {
  /** Nothing where the task was started by hand. */
  readonly jobName?: string | undefined;
  readonly shard?: string | undefined;
}

/** @param part of a run that several tasks share; each leaves a manifest of its own */
export function manifestKey(source: string, run: string, { jobName, shard }: Part = {}): string {
  const job = jobName === undefined ? '' : `/job=${jobName}`;
  const part = shard === undefined ? '' : `${job}/shard=${shard}`;
  return `_manifests/source=${source}/run=${run}${part}.json`;
}

/** What a check of the stored data found. */
export function checkKey(source: string, run: string): string {
  return `_checks/source=${source}/run=${run}.json`;
}

/** What a vendor said of a symbol that is worse than what is known, and so was set aside. */
export function suspectKey(source: string, symbol: string): string {
  return `${suspectFolder(source, symbol)}/answer.parquet`;
}

/** Whoever puts an object there refuses what is set aside beside it. */
export function refusedKey(source: string, symbol: string): string {
  return `${suspectFolder(source, symbol)}/refused`;
}

function suspectFolder(source: string, symbol: string): string {
  return `_suspect/source=${source}/${symbolPart(symbol)}`;
}

/**
 * How the symbols of a run are dealt out to several tasks: of this job, for two jobs of one source may
 * run at one time.
 *
 * @param job nothing where a task was started by hand
 */
export function batchesKey(job: string | undefined, source: string, run: string): string {
  const owner = job === undefined ? `source=${source}` : `job=${job}`;
  return `_runs/${owner}/run=${run}/batches.json`;
}

/** A run is its scheduled time: `20261127T230000Z`. */
export function runId(scheduledTime: Date): string {
  return scheduledTime
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}
