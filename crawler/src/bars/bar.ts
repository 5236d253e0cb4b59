import type { Day } from '../day';

/** One symbol's prices of one session, in the exchange's own date. */
export interface Bar {
  /** Day of the session where the exchange is. */
  readonly day: Day;
  /** Prices in `currency`; null where the vendor has none. */
  readonly open: number | null;
  readonly high: number | null;
  readonly low: number | null;
  readonly close: number | null;
  readonly volume: number | null;
  /** The close, adjusted for splits and dividends since; null where the vendor has none. */
  readonly adjClose: number | null;
  /** Cash paid a share with this session as the ex-date. */
  readonly dividend: number;
  /** Shares after for one before; 1 without a split. */
  readonly splitFactor: number;
  readonly currency: string | null;
  /** IANA name of the exchange's zone. */
  readonly exchangeTz: string;
}

/** A bar as it is stored. */
export interface StoredBar extends Bar {
  /**
   * The scheduled time of the run that wrote these values first; where the symbol's history had
   * something as late already, a millisecond after the latest.
   */
  readonly ingestedAtMs: number;
}

export const priceColumns = ['open', 'high', 'low', 'close', 'adjClose'] as const;

/** Vendors send prices as single floats; beyond six digits there is noise that changes each time. */
export function roundPrice(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/**
 * Zero is what vendors send of a price that is not out yet. One below zero is a price: crude oil
 * closed at -37.63 on 2020-04-20.
 */
export function priceOf(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : roundPrice(value) || null;
}

export function volumeOf(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value);
}

/** Whether a bar says anything. Earlier versions stored zeros, which say nothing. */
export function hasPrice({ open, high, low, close, adjClose }: Bar): boolean {
  return isPrice(close) || isPrice(open) || isPrice(high) || isPrice(low) || isPrice(adjClose);
}

/** Whether the session has a dividend or a split. */
export function hasEvent(bar: Bar | undefined): boolean {
  return bar !== undefined && (bar.dividend !== 0 || bar.splitFactor !== 1);
}

function isPrice(value: number | null): boolean {
  return value !== null && value !== 0;
}

export function sameBar(a: Bar, b: Bar): boolean {
  return (
    a.day === b.day &&
    a.open === b.open &&
    a.high === b.high &&
    a.low === b.low &&
    a.close === b.close &&
    a.volume === b.volume &&
    a.adjClose === b.adjClose &&
    a.dividend === b.dividend &&
    a.splitFactor === b.splitFactor &&
    a.currency === b.currency &&
    a.exchangeTz === b.exchangeTz
  );
}
