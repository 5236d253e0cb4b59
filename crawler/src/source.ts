import type { Bar } from './bar';
import type { HttpOptions } from './http';

/** A stretch of days, both of which belong to it, as `2026-11-20`. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Somebody who sells, lends or gives away prices. */
export interface Source {
  /** Name in `PRICE_SOURCE` and in the keys of the lake. */
  readonly name: string;
  /**
   * The daily bars of a symbol whose session was over at `asOf`, dates ascending and unique.
   *
   * @throws NoDataError, SymbolError, RetryableError after the last attempt
   */
  fetchBars(symbol: string, period: Period, asOf: Date, http: HttpOptions): Promise<Bar[]>;
}
