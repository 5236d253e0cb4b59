import type { StoredBar } from '../../crawler/src/bars/bar';
import { decodeBars, encodeBars } from '../../crawler/src/bars/parquet';
import { barsKey } from '../../crawler/src/public/layout';
import { S3Client } from '../../crawler/src/store/s3-client';

/** What every contender but the crawler itself is told, and what is bolted on to it. */

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} must be set`);
  return value;
}

export const symbols = given('SYMBOLS').split(',');
export const vendorUrl = given('SOURCE_BASE_URL');
/** What is asked for, in seconds since the epoch. */
export const period1 = Date.parse(given('FROM')) / 1000;
export const period2 = Math.floor(Date.now() / 1000);
export const concurrency = Number(given('CONCURRENCY'));

export function chartPath(symbol: string): string {
  return `/v8/finance/chart/${symbol}?period1=${period1}&period2=${period2}&interval=1d&events=div%2Csplits%2CcapitalGains&includePrePost=false`;
}

const s3 = new S3Client({
  url: `${given('AWS_ENDPOINT_URL')}/data`,
  region: 'us-east-1',
  credentials: () => Promise.resolve({ accessKeyId: 'bench', secretAccessKey: 'bench' }),
});

/** The crawler's own Parquet and its own client of S3. */
export async function keep(symbol: string, bars: readonly StoredBar[]): Promise<void> {
  await s3.put(barsKey('yahoo', symbol), encodeBars(bars), {});
}

/** What is there of a symbol. */
export async function look(symbol: string): Promise<readonly StoredBar[]> {
  const there = await s3.get(barsKey('yahoo', symbol)).catch(() => undefined);
  return there === undefined ? [] : (await decodeBars(there.bytes)).bars;
}
