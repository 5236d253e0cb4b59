import { crc32 } from 'node:zlib';
import type { Bar, StoredBar } from '../bars/bar';
import { dayOfMs, type Day } from '../day';

/** What is kept of a history for the checks that see many at once: nine bytes a row. */
export interface Series {
  readonly symbol: string;
  readonly exchangeTz: string;
  /** Ascending. */
  readonly days: Int32Array;
  readonly digests: Uint32Array;
  /** 1 where the cross-section of the day has to have the row. */
  readonly due: Uint8Array;
  /** Days from here on are still to be brought to the cross-sections by the next run. */
  readonly openSince: Day;
}

/**
 * @param bars ascending, one a day
 * @param crossSectionDays before a run whose cross-sections get every symbol
 */
export function seriesOf(
  symbol: string,
  bars: readonly StoredBar[],
  crossSectionDays: number,
  openSince: Day | undefined,
): Series {
  const isDue = ({ day, ingestedAtMs }: StoredBar): boolean =>
    // What an early version wrote does not say when.
    ingestedAtMs > 0 && day >= dayOfMs(ingestedAtMs) - crossSectionDays;
  return {
    symbol,
    exchangeTz: bars.at(-1)?.exchangeTz ?? '',
    days: Int32Array.from(bars, ({ day }) => day),
    digests: Uint32Array.from(bars, digestOf),
    due: Uint8Array.from(bars, (bar) => (isDue(bar) ? 1 : 0)),
    openSince: openSince ?? Infinity,
  };
}

/** The place of a day in a series; nothing where the series does not have it. */
export function indexOf({ days }: Series, day: Day): number | undefined {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((days[middle] ?? Infinity) < day) low = middle + 1;
    else high = middle;
  }
  return days[low] === day ? low : undefined;
}

const numbers = new Float64Array(9);

/** Two bars that differ have the same one once in four thousand million times. */
export function digestOf(bar: Bar): number {
  numbers[0] = bar.day;
  numbers[1] = bar.open ?? NaN;
  numbers[2] = bar.high ?? NaN;
  numbers[3] = bar.low ?? NaN;
  numbers[4] = bar.close ?? NaN;
  numbers[5] = bar.volume ?? NaN;
  numbers[6] = bar.adjClose ?? NaN;
  numbers[7] = bar.dividend;
  numbers[8] = bar.splitFactor;
  return crc32(numbers, crc32(`${bar.currency ?? ''} ${bar.exchangeTz}`));
}
