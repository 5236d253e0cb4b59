import type { StoredBar } from '../../../crawler/src/bars/bar';

/** A bar of a day, like any other. */
export function bar(day: number): StoredBar {
  return {
    ...{ day, open: 1, high: 1, low: 1, close: 1, volume: 1, adjClose: 1 },
    ...{ dividend: 0, splitFactor: 1, currency: 'USD', exchangeTz: 'UTC', ingestedAtMs: 0 },
  };
}
