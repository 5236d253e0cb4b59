/** Where everything lies in the lake. These keys are read by others: they never change. */

/** `BRK-B` stays, `^GSPC` becomes `%5EGSPC`: the key is safe in S3, on a disk and for Hive. */
export function barsKey(source: string, symbol: string): string {
  return `bars/v1/interval=1d/source=${source}/symbol=${encodeURIComponent(symbol)}/data.parquet`;
}

export function crossSectionKey(source: string, date: string): string {
  return `bars_by_date/v1/interval=1d/source=${source}/dt=${date}/data.parquet`;
}

export function manifestKey(source: string, run: string): string {
  return `_manifests/source=${source}/run=${run}.json`;
}

/** A run is its scheduled time: `20261127T230000Z`. */
export function runId(scheduledTime: Date): string {
  return scheduledTime
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(/[-:]/g, '');
}
