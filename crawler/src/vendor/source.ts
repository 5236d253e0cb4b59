import type { Bar } from '../bars/bar';
import type { Refusal } from './classify';
import type { VendorError } from './vendor-error';
import type { Period } from '../bars/period';
import type { Answer } from './http';
import type { Splits } from '../bars/doubts/doubt';

/** What is wanted of one symbol. */
export interface Ask extends Period {
  readonly symbol: string;
}

/**
 * What a vendor has of one symbol, or why there is nothing: bars in any order, without prices where
 * the vendor has none, and some of days before those that were asked for.
 */
export interface Fetched {
  readonly symbol: string;
  readonly bars: readonly Bar[] | VendorError;
  /** The name the vendor knows it by, where that is another one. */
  readonly servedAs?: string;
}

/** How a source asks its vendor. */
export interface Asking {
  /**
   * Fetches politely and stubbornly, and tells what an answer is before it is read.
   *
   * @param path with its query; relative to the vendor's origin
   * @param name of the answer among the raw ones
   * @throws VendorError after the last attempt
   */
  readonly get: (path: string, name: string) => Promise<unknown>;
  /** Sessions that were not over by then are none of the run's business. */
  readonly asOfMs: number;
}

/** Most requests in a while; what a vendor does not limit is left out. */
export interface Limits {
  readonly perMinute: number;
  readonly perHour?: number;
  readonly perDay?: number;
}

/** A vendor of daily bars: where it is, what it allows, how it is asked and what its answers say. */
export interface Source {
  /** Name in `PRICE_SOURCE` and in the keys of the stored data. */
  readonly name: string;
  readonly origin: string;
  readonly limits: Limits;
  readonly splits: Splits;
  /** @param keys in the order of the table of sources */
  readonly headers: (...keys: string[]) => Record<string, string>;
  /** Symbols that are planned, and where the vendor allows it asked for, together. */
  readonly symbolsPerCall: number;
  /** @returns nothing when it is data, or when every vendor would say it like this */
  readonly classify: (answer: Answer) => Refusal | undefined;
  /** The bars of sessions that were over. Each symbol comes as soon as it is whole. */
  fetch(asks: readonly Ask[], asking: Asking): AsyncIterable<Fetched>;
}
