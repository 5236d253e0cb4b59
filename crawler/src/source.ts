import type { Bar } from './bar';
import type { Day } from './calendar-day';
import type { CrawlError } from './errors';
import type { VendorClient } from './vendor-client';

/** What is wanted of one symbol: its bars from one day to another, both included. */
export interface Ask {
  readonly symbol: string;
  readonly from: Day;
  readonly to: Day;
}

/** What a vendor has of one symbol. */
export type Found =
  | { readonly kind: 'bars'; readonly bars: readonly Bar[]; readonly servedAs?: string }
  | { readonly kind: 'no_data'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: CrawlError };

/** What a source needs from the outside. */
export interface SourceContext {
  readonly client: VendorClient;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Scheduled time of the run: nothing later is wanted. In milliseconds since 1970. */
  readonly scheduledMs: number;
  readonly signal: AbortSignal;
}

/** A vendor of daily bars: how to ask it and how to read what it says. */
export interface Source {
  readonly baseUrl: string;
  /** What the vendor allows, or what it is known to bear. */
  readonly requestsPerMinute: number;
  readonly headers: Record<string, string>;
  /** Symbols that one call may ask for. */
  readonly symbolsPerCall: number;
  /**
   * Fetches.
   *
   * @returns one entry for every symbol asked for
   * @throws CrawlError where all of them failed together
   */
  fetch(asks: readonly Ask[], context: SourceContext): Promise<Map<string, Found>>;
}
