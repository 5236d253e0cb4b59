import type { Ended } from './crawler';
import { judge, type Run } from './judge';
import type { Objects } from './stored-data';
import { firstDay, market } from './market';
import type { Vendor } from './vendors/vendor';

/** The Fridays of two weekly runs. */
export const weeks = ['2026-11-13T23:00:00Z', '2026-11-20T23:00:00Z'] as const;

/** A run of a whole market without anything that has to go wrong. */
export function runOfWeek(vendor: Vendor, seed: number, scheduled: string): Run {
  const stocks = market(seed, vendor);
  return {
    vendor,
    market: stocks,
    symbols: [...stocks.keys()],
    scheduled,
    now: Date.parse(scheduled),
    from: firstDay,
    threshold: 0,
  };
}

/** The environment of a run; where the data is stored comes to it. */
export function envOf(run: Run, url: string): Record<string, string> {
  const { vendor, symbols, scheduled, threshold } = run;
  return {
    ...vendor.env,
    PRICE_SOURCE: vendor.name,
    SOURCE_BASE_URL: url,
    SYMBOLS: symbols.join(','),
    SCHEDULED_TIME: scheduled,
    FAILURE_THRESHOLD: String(threshold),
  };
}

/** What is wrong after a run that had to get everything. */
export async function incomplete(
  run: Run,
  ended: Ended,
  before: Objects,
  after: Objects,
): Promise<string[]> {
  const { problems, missing } = await judge(run, ended, before, after);
  const lost = [...missing].map(([symbol, status]) => `${symbol} is ${status}`);
  const found = [...problems, ...lost];
  return found.length === 0 ? [] : [...found, ended.output.slice(-1500)];
}
