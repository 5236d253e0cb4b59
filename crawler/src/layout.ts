import { formatDay, type Day } from './calendar-day';

/** Version of the rows' schema; a change that old readers would trip over raises it. */
const version = 'v1';

/** The whole daily history of one symbol. */
export function barsKey(source: string, symbol: string): string {
  return `bars/${version}/interval=1d/source=${source}/symbol=${partitionValue(symbol)}/data.parquet`;
}

/** All symbols of one day, derived from their histories. */
export function crossSectionKey(source: string, day: Day): string {
  return `bars_by_date/${version}/interval=1d/source=${source}/dt=${formatDay(day)}/data.parquet`;
}

/** What a run did, written last. */
export function manifestKey(source: string, run: string): string {
  return `_manifests/source=${source}/run=${run}.json`;
}

/** The name of a run: its scheduled time, to the second, without colons. */
export function runName(scheduledMs: number): string {
  return new Date(scheduledMs).toISOString().replace(/\.\d{3}|[-:]/g, '');
}

/** A second `=` would end the partition's value for Hive, DuckDB and Athena; they decode `%3D`. */
function partitionValue(symbol: string): string {
  return symbol.replaceAll('=', '%3D');
}
